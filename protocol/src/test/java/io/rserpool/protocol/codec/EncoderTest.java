package io.rserpool.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rserpool.protocol.Bytes;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.Sample;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.asap.AsapMessage.BusinessCard;
import io.rserpool.protocol.asap.AsapMessage.Cookie;
import io.rserpool.protocol.asap.AsapMessage.EndpointUnreachable;
import io.rserpool.protocol.asap.AsapMessage.HandleResolution;
import io.rserpool.protocol.asap.AsapMessage.HandleResolutionResponse;
import io.rserpool.protocol.asap.AsapMessage.ServerAnnounce;
import io.rserpool.protocol.enrp.EnrpCodec;
import io.rserpool.protocol.enrp.EnrpMessage;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableResponse;
import io.rserpool.protocol.enrp.EnrpMessage.ListResponse;
import io.rserpool.protocol.enrp.EnrpMessage.PoolEntry;
import io.rserpool.protocol.enrp.EnrpMessage.Presence;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.ServerInformation;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportParameter.Sctp;
import io.rserpool.protocol.parameter.TransportParameter.Tcp;
import io.rserpool.protocol.parameter.TransportParameter.Udp;
import io.rserpool.protocol.parameter.TransportUse;
import java.net.InetAddress;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncoderTest {
    private static final PoolHandle HANDLE = PoolHandle.of("EchoPool");
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("10.1.2.3");
    private static final AsapMessage MESSAGE = new EndpointUnreachable(HANDLE, new PeIdentifier(0x12345678));

    private final AsapCodec asap = new AsapCodec(DecoderLimits.DEFAULT);
    private final EnrpCodec enrp = new EnrpCodec(DecoderLimits.DEFAULT);

    @Test
    void writesBehindWhatABufferHolds() {
        var target = ByteBuffer.allocateDirect(100).put((byte) 0x77).put((byte) 0x78);

        asap.encode(MESSAGE, target);
        asap.encode(new HandleResolution(PoolHandle.of("Pool-A"), true, 0), target);

        assertThat(Bytes.hex(target.flip()))
                .isEqualTo("7778" + Bytes.hex(Sample.bytes("A18")) + Bytes.hex(Sample.bytes("A12")));
    }

    @Test
    void leavesABufferThatIsTooSmallAsItWas() {
        var target = ByteBuffer.allocate(30).position(7);

        assertThatThrownBy(() -> asap.encode(MESSAGE, target)).isInstanceOf(BufferOverflowException.class);
        assertThat(target.position()).isEqualTo(7);
        assertThat(target.limit()).isEqualTo(30);
    }

    @Test
    void growsToTheLongestMessageAndNotBeyond() {
        assertThat(asap.encode(Cookie.of(new byte[65527])).remaining()).isEqualTo(65536);
        refusesAsap(Cookie.of(new byte[65528]), "65536 bytes or more: a length field ends at 65535");
        refusesAsap(Cookie.of(new byte[65537]), "65545 bytes or more: a length field ends at 65535");
    }

    @Test
    void doesNotKnowTheDecodersLimits() {
        assertThat(asap.encode(new HandleResolution(PoolHandle.of(new byte[40]), false, 0))
                        .remaining())
                .isEqualTo(48);
    }

    @Test
    void refusesImpossibleNumbers() {
        refusesAsap(announce(new Tcp(65536, ADDRESS)), "65536 does not fit into 16 bits");
        refusesAsap(announce(new Tcp(-1, ADDRESS)), "-1 does not fit into 16 bits");
        refusesAsap(new AsapMessage.Error(List.of(ErrorCause.of(0x10000))), "65536 does not fit into 16 bits");
        refusesEnrp(
                new Presence(ServerId.NONE, ServerId.NONE, false, 0x10000, null), "65536 does not fit into 16 bits");
        refusesAsap(response(new Policy.Unknown(0, ""), List.of()), "0x00000000 is no policy type");
    }

    @Test
    void refusesListsThatMustNotBeEmpty() {
        refusesAsap(new AsapMessage.Error(List.of()), "an operation error has at least one cause");
        refusesAsap(new BusinessCard(HANDLE, List.of()), "a business card names at least one element");
        refusesAsap(
                announce(new Sctp(3863, TransportUse.DATA_ONLY, List.of())),
                "an SCTP transport has at least one address");
        refusesEnrp(
                new HandleTableResponse(
                        ServerId.NONE, ServerId.NONE, false, false, List.of(new PoolEntry(HANDLE, List.of()))),
                "pool EchoPool without elements");
    }

    @Test
    void refusesContradictions() {
        refusesAsap(
                response(new Policy.RoundRobin(), List.of(ErrorCause.of(ErrorCause.UNKNOWN_POOL_HANDLE))),
                "a response has either causes, or policy and elements");
        refusesAsap(announce(new Udp(3863, ADDRESS)), "a registrar is reached by SCTP or TCP");
        var server = new ServerInformation(new ServerId(1), new Sctp(9901, TransportUse.DATA_ONLY, List.of(ADDRESS)));
        refusesEnrp(
                new ListResponse(ServerId.NONE, ServerId.NONE, true, List.of(server)),
                "a rejecting response has no servers");
        refusesEnrp(
                new HandleTableResponse(
                        ServerId.NONE, ServerId.NONE, true, false, List.of(new PoolEntry(HANDLE, List.of()))),
                "a rejecting response has no pools");
    }

    private void refusesAsap(AsapMessage message, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> asap.encode(message))
                .withMessageContaining(reason);
    }

    private void refusesEnrp(EnrpMessage message, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> enrp.encode(message))
                .withMessageContaining(reason);
    }

    private static AsapMessage announce(TransportParameter transport) {
        return new ServerAnnounce(new ServerId(1), List.of(transport));
    }

    private static AsapMessage response(Policy policy, List<ErrorCause> causes) {
        return new HandleResolutionResponse(HANDLE, false, policy, List.of(), causes);
    }
}
