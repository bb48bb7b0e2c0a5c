package io.rserpool.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.enrp.EnrpCodec;
import io.rserpool.protocol.enrp.EnrpMessage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample message comes through decoding and encoding unchanged, and damaged in any way does no harm. */
class SampleTest {
    private static final int MUTATIONS_PER_SAMPLE = 3000;

    private final AsapCodec asap = new AsapCodec(DecoderLimits.DEFAULT);
    private final EnrpCodec enrp = new EnrpCodec(DecoderLimits.DEFAULT);

    static List<Sample> samples() {
        return Sample.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isReencodedToTheSameBytes(Sample sample) {
        assertThat(hex(reencode(sample))).isEqualTo(sample.hex());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isBadWhereverItIsCutOff(Sample sample) {
        for (var length = 0; length < sample.bytes().limit(); length++) {
            var cutOff = sample.bytes().limit(length);

            assertThat(decode(sample, cutOff)).as("%d bytes", length).isInstanceOf(Decoded.Bad.class);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isBadWithBytesBehind(Sample sample) {
        for (var extra = 1; extra <= 8; extra++) {
            var longer = ByteBuffer.wrap(
                    Arrays.copyOf(sample.bytes().array(), sample.bytes().limit() + extra));

            assertThat(decode(sample, longer)).as("%d bytes", extra).isInstanceOf(Decoded.Bad.class);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isHarmlessWithEveryByteSetToAnything(Sample sample) {
        for (var index = 0; index < sample.bytes().limit(); index++) {
            for (var value = 0; value <= 0xff; value++) {
                decodesAndReencodes(sample, sample.bytes().put(index, (byte) value));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isHarmlessWithSeveralBytesChanged(Sample sample) {
        var random = new SplittableRandom(sample.hashCode());
        for (var mutation = 0; mutation < MUTATIONS_PER_SAMPLE; mutation++) {
            var bytes = sample.bytes();
            for (var change = random.nextInt(1, 6); change > 0; change--) {
                bytes.put(random.nextInt(bytes.limit()), (byte) random.nextInt());
            }
            decodesAndReencodes(sample, bytes);
        }
    }

    @Test
    void isDecodedFromWhereItLiesInADirectBuffer() {
        var sample = Sample.bytes("A01");
        var received = ByteBuffer.allocateDirect(200)
                .position(7)
                .put(sample.duplicate())
                .flip()
                .position(7);

        assertThat(asap.decode(received)).isEqualTo(asap.decode(sample));
        assertThat(received.position()).isEqualTo(7);
    }

    /** Whatever a decoder takes for a message, its encoder can write, and the decoder reads the same again. */
    private void decodesAndReencodes(Sample sample, ByteBuffer bytes) {
        assertThatCode(() -> {
                    if (decode(sample, bytes) instanceof Decoded.Message<?> first) {
                        var second = (Decoded.Message<?>) decode(sample, encode(first));
                        if (!second.message().equals(first.message())) {
                            throw new AssertionError(first + " became " + second);
                        }
                    }
                })
                .as(() -> hex(bytes))
                .doesNotThrowAnyException();
    }

    private ByteBuffer reencode(Sample sample) {
        var decoded = decode(sample, sample.bytes());
        assertThat(decoded).isInstanceOf(Decoded.Message.class);
        return encode((Decoded.Message<?>) decoded);
    }

    private Decoded<?> decode(Sample sample, ByteBuffer bytes) {
        return sample.ppid() == Ppid.ASAP ? asap.decode(bytes) : enrp.decode(bytes);
    }

    private ByteBuffer encode(Decoded.Message<?> decoded) {
        return switch (decoded.message()) {
            case AsapMessage message -> asap.encode(message);
            case EnrpMessage message -> enrp.encode(message);
            default -> throw new AssertionError(decoded);
        };
    }

    private static String hex(ByteBuffer bytes) {
        return HexFormat.of().formatHex(bytes.array(), bytes.position(), bytes.limit());
    }
}
