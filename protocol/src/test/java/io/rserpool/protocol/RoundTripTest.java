package io.rserpool.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.enrp.EnrpCodec;
import io.rserpool.protocol.enrp.EnrpMessage;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What holds for every message that can be, and for every heap of bytes. */
class RoundTripTest {
    private final AsapCodec asap = new AsapCodec(DecoderLimits.DEFAULT);
    private final EnrpCodec enrp = new EnrpCodec(DecoderLimits.DEFAULT);

    @Test
    void asapMessageComesBack() {
        Seeds.run(3000, random -> {
            var message = new RandomMessages(random).asap();
            comesBack(message, asap.encode(message), asap::decode);
        });
    }

    @Test
    void enrpMessageComesBack() {
        Seeds.run(3000, random -> {
            var message = new RandomMessages(random).enrp();
            comesBack(message, enrp.encode(message), enrp::decode);
        });
    }

    @Test
    void everyTypeOfMessageIsAmongThem() {
        var types = new HashSet<Class<?>>();
        Seeds.run(1000, random -> {
            types.add(new RandomMessages(random).asap().getClass());
            types.add(new RandomMessages(random).enrp().getClass());
        });
        assertThat(types).contains(AsapMessage.class.getPermittedSubclasses());
        assertThat(types).contains(EnrpMessage.class.getPermittedSubclasses());
    }

    @Test
    void messageIsBadWhereverItIsCutOff() {
        Seeds.run(300, random -> {
            var messages = new RandomMessages(random);
            isBadWhereverItIsCutOff(asap.encode(messages.asap()), asap::decode);
            isBadWhereverItIsCutOff(enrp.encode(messages.enrp()), enrp::decode);
        });
    }

    @Test
    void anyBytesAreHarmless() {
        Seeds.run(5000, random -> {
            var value = new RandomParameters(random).bytes(0, 300);
            var bytes = ByteBuffer.allocate(4 + value.length + 3 & ~3);
            bytes.put((byte) random.nextInt(random.nextBoolean() ? 256 : 20))
                    .put((byte) random.nextInt(256))
                    .putShort((short) (4 + value.length))
                    .put(value)
                    .rewind();
            assertThat(asap.decode(bytes)).isNotNull();
            assertThat(enrp.decode(bytes)).isNotNull();
            assertThat(asap.decode(ByteBuffer.wrap(value))).isNotNull();
            assertThat(enrp.decode(ByteBuffer.wrap(value))).isNotNull();
        });
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
