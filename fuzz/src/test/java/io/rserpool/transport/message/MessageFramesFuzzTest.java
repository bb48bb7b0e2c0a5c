package io.rserpool.transport.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rserpool.fuzz.Corpus;
import io.rserpool.fuzz.Cost;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A stream of any bytes is cut into the same messages however it comes in: at once, or in parts. */
class MessageFramesFuzzTest {
    private static final int MAX_MESSAGE = 4096;
    private static final int ALLOCATED_PER_BYTE = 2048;

    static Stream<byte[]> corpus() {
        return Corpus.of("frames");
    }

    @MethodSource("corpus")
    @FuzzTest(maxDuration = "2h")
    void frames(byte[] bytes) {
        try (var cost = Cost.ofInput(bytes.length, ALLOCATED_PER_BYTE)) {
            var whole = cut(bytes, bytes.length);
            assertThat(cut(bytes, 1)).isEqualTo(whole);
            assertThat(cut(bytes, 7)).isEqualTo(whole);
        }
    }

    /** The messages of a stream whose parts have so many bytes. */
    private static List<ByteBuffer> cut(byte[] bytes, int part) {
        var frames = new MessageFrames(MAX_MESSAGE);
        var messages = new ArrayList<ByteBuffer>();
        for (int at = 0; at < bytes.length; at += part) {
            var in = ByteBuffer.wrap(bytes, at, Math.min(part, bytes.length - at));
            var sound = frames.add(in, message -> {
                assertThat(message.remaining()).isBetween(4, MAX_MESSAGE);
                var copy = ByteBuffer.allocate(message.remaining());
                return messages.add(copy.put(message).flip());
            });
            if (!sound) {
                break;
            }
            assertThat(in.hasRemaining()).isFalse();
        }
        return messages;
    }
}
