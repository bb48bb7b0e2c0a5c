package io.rserpool.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.enrp.EnrpCodec;
import io.rserpool.protocol.enrp.EnrpMessage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every message that can be, and for every heap of bytes. */
class RoundTripTest {
    private final AsapCodec asap = new AsapCodec(DecoderLimits.DEFAULT);
    private final EnrpCodec enrp = new EnrpCodec(DecoderLimits.DEFAULT);

    @Provide
    Arbitrary<AsapMessage> asapMessages() {
        return ArbitraryMessages.asap();
    }

    @Provide
    Arbitrary<EnrpMessage> enrpMessages() {
        return ArbitraryMessages.enrp();
    }

    @Property(tries = 3000)
    void asapMessageComesBack(@ForAll("asapMessages") AsapMessage message) {
        comesBack(message, asap.encode(message), asap::decode);
    }

    @Property(tries = 3000)
    void enrpMessageComesBack(@ForAll("enrpMessages") EnrpMessage message) {
        comesBack(message, enrp.encode(message), enrp::decode);
    }

    @Property(tries = 300)
    void asapMessageIsBadWhereverItIsCutOff(@ForAll("asapMessages") AsapMessage message) {
        isBadWhereverItIsCutOff(asap.encode(message), asap::decode);
    }

    @Property(tries = 300)
    void enrpMessageIsBadWhereverItIsCutOff(@ForAll("enrpMessages") EnrpMessage message) {
        isBadWhereverItIsCutOff(enrp.encode(message), enrp::decode);
    }

    @Property(tries = 5000)
    void anyBytesAreHarmless(@ForAll byte type, @ForAll byte flags, @ForAll byte[] value) {
        var bytes = ByteBuffer.allocate(4 + value.length + 3 & ~3);
        bytes.put(type)
                .put(flags)
                .putShort((short) (4 + value.length))
                .put(value)
                .rewind();

        assertThat(asap.decode(bytes)).isNotNull();
        assertThat(enrp.decode(bytes)).isNotNull();
        assertThat(asap.decode(ByteBuffer.wrap(value))).isNotNull();
        assertThat(enrp.decode(ByteBuffer.wrap(value))).isNotNull();
    }

    private static <M> void comesBack(M message, ByteBuffer bytes, Function<ByteBuffer, Decoded<M>> decoder) {
        var expected = new Decoded.Message<>(message, List.of());
        var length = Short.toUnsignedInt(bytes.getShort(2));

        assertThat(bytes.position()).isZero();
        assertThat(bytes.limit()).isEqualTo(length + 3 & ~3);
        assertThat(decoder.apply(bytes)).isEqualTo(expected);
        // RSPLIB's way of counting
        assertThat(decoder.apply(bytes.putShort(2, (short) bytes.limit()))).isEqualTo(expected);
    }

    private static <M> void isBadWhereverItIsCutOff(ByteBuffer bytes, Function<ByteBuffer, Decoded<M>> decoder) {
        for (var length = 0; length < bytes.limit(); length++) {
            assertThat(decoder.apply(bytes.slice(0, length))).isInstanceOf(Decoded.Bad.class);
        }
    }
}
