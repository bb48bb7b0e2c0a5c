package io.rserpool.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.asap.AsapMessage.HandleResolutionResponse;
import io.rserpool.protocol.asap.EncodedResolutionResponse;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An element kept as bytes is the element, and goes into messages as the codec would write it. */
class EncodedPoolElementTest {
    private static final TransportParameter.Sctp ASAP = sctp("10.0.0.1", "fd00::1");

    private static TransportParameter.Sctp sctp(String... addresses) {
        return new TransportParameter.Sctp(
                7890,
                TransportUse.DATA_PLUS_CONTROL,
                Stream.of(addresses).map(InetAddress::ofLiteral).toList());
    }

    private static PoolElementParameter element(
            TransportParameter user, Policy policy, TransportParameter.Sctp asapTransport) {
        return new PoolElementParameter(
                new PeIdentifier(0xfedcba98), new ServerId(0x89abcdef), -1, user, policy, asapTransport);
    }

    static Stream<PoolElementParameter> elements() {
        var address = InetAddress.ofLiteral("10.0.0.1");
        return Stream.of(
                element(ASAP, new Policy.RoundRobin(), ASAP),
                element(ASAP, new Policy.LeastUsedDegradationDpf(1, 2, 3, 4), null),
                element(new TransportParameter.Tcp(80, address), new Policy.WeightedRandom(7), ASAP),
                element(new TransportParameter.Dccp(80, 5, address), new Policy.Random(), ASAP),
                element(TransportParameter.Opaque.of(new byte[] {1, 2, 3, 4, 5}), new Policy.Priority(-1), ASAP));
    }

    @ParameterizedTest
    @MethodSource("elements")
    void isTheElement(PoolElementParameter element) {
        var bytes = EncodedPoolElement.encode(element);
        assertThat(EncodedPoolElement.decode(bytes)).isEqualTo(element);
        assertThat(EncodedPoolElement.registrationLife(bytes)).isEqualTo(-1);

        EncodedPoolElement.setHome(bytes, new ServerId(5));
        assertThat(EncodedPoolElement.decode(bytes).home()).isEqualTo(new ServerId(5));
        assertThat(EncodedPoolElement.samePolicy(bytes, EncodedPoolElement.encode(element)))
                .isTrue();
        assertThat(EncodedPoolElement.sameUserTransport(bytes, EncodedPoolElement.encode(element)))
                .isTrue();
    }

    @Test
    void tellsPoliciesAndTransportsApart() {
        var one = EncodedPoolElement.encode(element(ASAP, new Policy.LeastUsed(1), ASAP));
        var load = EncodedPoolElement.encode(element(ASAP, new Policy.LeastUsed(2), ASAP));
        var address = EncodedPoolElement.encode(element(sctp("10.0.0.1", "fd00::2"), new Policy.LeastUsed(1), ASAP));
        assertThat(EncodedPoolElement.samePolicy(one, load)).isFalse();
        assertThat(EncodedPoolElement.sameUserTransport(one, load)).isTrue();
        assertThat(EncodedPoolElement.samePolicy(one, address)).isTrue();
        assertThat(EncodedPoolElement.sameUserTransport(one, address)).isFalse();
    }

    @Test
    void anAnswerPutTogetherIsTheMessage() {
        var handle = PoolHandle.of("odd handle");
        var buffer = ByteBuffer.allocate(1_000);
        EncodedResolutionResponse.begin(buffer, true);
        buffer.put(EncodedResolutionResponse.handle(handle));
        EncodedPoolElement.writePolicy(EncodedPoolElement.encode(element(ASAP, new Policy.LeastUsed(3), ASAP)), buffer);
        elements()
                .forEach(element ->
                        EncodedPoolElement.writeWithoutAsapTransport(EncodedPoolElement.encode(element), buffer));
        var message = new HandleResolutionResponse(
                handle,
                true,
                new Policy.LeastUsed(3),
                elements()
                        .map(element -> element(element.userTransport(), element.policy(), null))
                        .toList(),
                List.of());
        var codec = new AsapCodec(DecoderLimits.DEFAULT);
        var answer = EncodedResolutionResponse.end(buffer);
        assertThat(answer).isEqualTo(codec.encode(message));
        assertThat(codec.decode(answer)).isEqualTo(new Decoded.Message<AsapMessage>(message, List.of()));
    }
}
