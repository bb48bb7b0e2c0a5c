package io.rserpool.protocol.asap;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.Bytes;
import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.Sample;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapMessage.BusinessCard;
import io.rserpool.protocol.asap.AsapMessage.Cookie;
import io.rserpool.protocol.asap.AsapMessage.CookieEcho;
import io.rserpool.protocol.asap.AsapMessage.Deregistration;
import io.rserpool.protocol.asap.AsapMessage.DeregistrationResponse;
import io.rserpool.protocol.asap.AsapMessage.EndpointKeepAlive;
import io.rserpool.protocol.asap.AsapMessage.EndpointKeepAliveAck;
import io.rserpool.protocol.asap.AsapMessage.EndpointUnreachable;
import io.rserpool.protocol.asap.AsapMessage.HandleResolution;
import io.rserpool.protocol.asap.AsapMessage.HandleResolutionResponse;
import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.protocol.asap.AsapMessage.RegistrationResponse;
import io.rserpool.protocol.asap.AsapMessage.ServerAnnounce;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportParameter.Sctp;
import io.rserpool.protocol.parameter.TransportParameter.Tcp;
import io.rserpool.protocol.parameter.TransportParameter.Udp;
import io.rserpool.protocol.parameter.TransportUse;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the samples mean. */
class AsapCodecTest {
    private static final PoolHandle ECHO = PoolHandle.of("EchoPool");
    private static final PeIdentifier FIRST = new PeIdentifier(0x12345678);
    private static final PeIdentifier SECOND = new PeIdentifier(0x9abcdef0);
    private static final ServerId REGISTRAR = new ServerId(0xabcdef01);
    private static final Policy ROUND_ROBIN = new Policy.RoundRobin();
    private static final TransportParameter FIRST_TRANSPORT =
            new Sctp(7777, TransportUse.DATA_PLUS_CONTROL, List.of(ip("10.1.2.3"), ip("fd00:1:2::3")));
    private static final TransportParameter SECOND_TRANSPORT =
            new Sctp(7777, TransportUse.DATA_PLUS_CONTROL, List.of(ip("10.1.2.4")));

    private final AsapCodec codec = new AsapCodec(DecoderLimits.DEFAULT);

    @Test
    void registrationOverSctp() {
        assertThat(sample("A01"))
                .isEqualTo(new Registration(
                        ECHO,
                        new PoolElementParameter(FIRST, ServerId.NONE, 90000, FIRST_TRANSPORT, ROUND_ROBIN, null)));
    }

    @Test
    void registrationWithAsapTransport() {
        var asap = new Sctp(50002, TransportUse.DATA_ONLY, List.of(ip("10.1.2.4")));
        var policy = new Policy.LeastUsedDegradation(0x40000000, 0x19999999);

        assertThat(sample("A02"))
                .isEqualTo(new Registration(
                        PoolHandle.of("Pool-A"),
                        new PoolElementParameter(SECOND, ServerId.NONE, 300, SECOND_TRANSPORT, policy, asap)));
    }

    @Test
    void registrationsOverTcpAndUdp() {
        assertThat(((Registration) sample("A03")).element().userTransport()).isEqualTo(new Tcp(8080, ip("10.1.2.3")));
        assertThat(((Registration) sample("A04")).element().userTransport()).isEqualTo(new Udp(5353, ip("10.1.2.3")));
    }

    @Test
    void registrationResponses() {
        assertThat(sample("A05")).isEqualTo(new RegistrationResponse(ECHO, FIRST, false, List.of()));
        assertThat(sample("A06"))
                .isEqualTo(new RegistrationResponse(
                        ECHO,
                        SECOND,
                        true,
                        List.of(new ErrorCause(ErrorCause.INCONSISTENT_POOLING_POLICY, "0008000800000001"))));
        assertThat(sample("A07"))
                .isEqualTo(new RegistrationResponse(
                        ECHO, SECOND, true, List.of(ErrorCause.of(ErrorCause.INCONSISTENT_POOLING_POLICY))));
    }

    @Test
    void deregistration() {
        assertThat(sample("A08")).isEqualTo(new Deregistration(ECHO, FIRST));
        assertThat(sample("A09")).isEqualTo(new DeregistrationResponse(ECHO, FIRST, List.of()));
    }

    @Test
    void handleResolutions() {
        assertThat(sample("A10")).isEqualTo(new HandleResolution(ECHO, false, 0));
        assertThat(sample("A11")).isEqualTo(new HandleResolution(ECHO, false, 3));
        assertThat(sample("A12")).isEqualTo(new HandleResolution(PoolHandle.of("Pool-A"), true, 0));
    }

    @Test
    void handleResolutionResponses() {
        var first = new PoolElementParameter(
                FIRST, REGISTRAR, 90000, FIRST_TRANSPORT, new Policy.LeastUsed(0x10000000), null);
        var second = new PoolElementParameter(
                SECOND, new ServerId(0x11223344), 90000, SECOND_TRANSPORT, new Policy.LeastUsed(0x80000000), null);

        assertThat(sample("A13"))
                .isEqualTo(new HandleResolutionResponse(
                        ECHO, false, new Policy.LeastUsed(0x10000000), List.of(first, second), List.of()));
        assertThat(sample("A14"))
                .isEqualTo(new HandleResolutionResponse(
                        PoolHandle.of("NoPool"),
                        false,
                        null,
                        List.of(),
                        List.of(ErrorCause.of(ErrorCause.UNKNOWN_POOL_HANDLE))));
    }

    @Test
    void endpointMessages() {
        assertThat(sample("A15")).isEqualTo(new EndpointKeepAlive(REGISTRAR, ECHO, false, null));
        assertThat(sample("A16")).isEqualTo(new EndpointKeepAlive(new ServerId(0x11223344), ECHO, true, FIRST));
        assertThat(sample("A17")).isEqualTo(new EndpointKeepAliveAck(ECHO, FIRST));
        assertThat(sample("A18")).isEqualTo(new EndpointUnreachable(ECHO, FIRST));
    }

    @Test
    void serverAnnounces() {
        var address = ip("10.1.0.1");

        assertThat(sample("A19")).isEqualTo(new ServerAnnounce(REGISTRAR, List.of()));
        assertThat(sample("A20"))
                .isEqualTo(new ServerAnnounce(
                        REGISTRAR,
                        List.of(new Tcp(3863, address), new Sctp(3863, TransportUse.DATA_ONLY, List.of(address)))));
    }

    @Test
    void cookies() {
        assertThat(sample("A21")).isEqualTo(new Cookie("3c50502d5444313e000000000000002a"));
        assertThat(sample("A22")).isEqualTo(new CookieEcho("3c50502d5444313e000000000000002a"));
        assertThat(((Cookie) sample("A23")).toBytes()).asString().isEqualTo("state");
    }

    @Test
    void businessCard() {
        assertThat(sample("A24")).isInstanceOfSatisfying(BusinessCard.class, card -> {
            assertThat(card.handle()).isEqualTo(ECHO);
            assertThat(card.elements())
                    .extracting(PoolElementParameter::identifier)
                    .containsExactly(FIRST, SECOND);
        });
    }

    @Test
    void error() {
        assertThat(sample("A25"))
                .isEqualTo(new AsapMessage.Error(
                        List.of(new ErrorCause(ErrorCause.UNRECOGNIZED_PARAMETER, "4abc000801020304"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            P01 | RoundRobin[]
            P02 | WeightedRoundRobin[weight=7]
            P03 | Random[]
            P04 | WeightedRandom[weight=7]
            P05 | Priority[priority=100]
            P06 | LeastUsed[load=1073741824]
            P07 | LeastUsedDegradation[load=1073741824, loadDegradation=429496729]
            P08 | PriorityLeastUsed[load=1073741824, loadDegradation=429496729]
            P09 | RandomizedLeastUsed[load=1073741824]
            P10 | RandomizedPriorityLeastUsed[load=1073741824, loadDegradation=429496729]
            P11 | RandomizedLeastUsedDegradation[load=1073741824, loadDegradation=429496729]
            P12 | PriorityLeastUsedDegradation[load=1073741824, loadDegradation=429496729]
            P13 | RandomizedPriorityLeastUsedDegradation[load=1073741824, loadDegradation=429496729]
            P14 | WeightedRandomDpf[weight=7, weightDpf=65536, distance=50]
            P15 | LeastUsedDpf[load=1073741824, loadDpf=65536, distance=50]
            P16 | LeastUsedDegradationDpf[load=1073741824, loadDegradation=429496729, loadDpf=65536, distance=50]
            """)
    void policies(String id, String policy) {
        assertThat(((Registration) sample(id)).element().policy()).hasToString(policy);
    }

    /** Private policies with a number but no layout, PLU-DPF for one, are carried as they are. */
    @Test
    void unknownPolicy() {
        var policy = new Policy.Unknown(0xb0002004, "0102030405");
        var message = new HandleResolutionResponse(ECHO, false, policy, List.of(), List.of());

        assertThat(codec.decode(codec.encode(message))).isEqualTo(new Decoded.Message<>(message, List.of()));
    }

    /** RSPLIB counts the padding of the last parameter. */
    @Test
    void lengthWithPadding() {
        assertThat(codec.decode(Bytes.of("05010010 0009000a 506f6f6c2d41 0000")))
                .isEqualTo(new Decoded.Message<>(sample("A12"), List.of()));
    }

    /** RSPLIB writes the transport use there. */
    @Test
    void reservedFieldOfTcp() {
        var registration = Bytes.hex(Sample.bytes("A03")).replace("1f900000", "1f900001");

        assertThat(codec.decode(Bytes.of(registration))).isEqualTo(new Decoded.Message<>(sample("A03"), List.of()));
    }

    @Test
    void unusedFlagsAndPaddingAreIgnored() {
        assertThat(codec.decode(Bytes.of("05ff000e 0009000a 506f6f6c2d41 abcd")))
                .isEqualTo(new Decoded.Message<>(sample("A12"), List.of()));
    }

    @Test
    void ipv4MappedAddressBecomesIpv4() {
        var announce = Bytes.message("0a00", "abcdef01 0005001c 0f170000 00020014 00000000 00000000 0000ffff 0a010001");

        assertThat(codec.decode(announce))
                .isEqualTo(new Decoded.Message<>(
                        new ServerAnnounce(REGISTRAR, List.of(new Tcp(3863, ip("10.1.0.1")))), List.of()));
    }

    private AsapMessage sample(String id) {
        var decoded = codec.decode(Sample.bytes(id));
        assertThat(decoded).isInstanceOf(Decoded.Message.class);
        return ((Decoded.Message<AsapMessage>) decoded).message();
    }

    private static InetAddress ip(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
