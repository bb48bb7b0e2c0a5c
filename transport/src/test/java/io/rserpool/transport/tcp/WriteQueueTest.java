package io.rserpool.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WriteQueueTest {
    private final BufferPool pool = new BufferPool(16, 2, 4);
    private final WriteQueue queue = new WriteQueue(pool);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A channel that takes so many bytes, then none. */
    private WritableByteChannel taking(int count) {
        return new WritableByteChannel() {
            private int left = count;

            @Override
            public int write(ByteBuffer source) {
                int taken = Math.min(left, source.remaining());
                left -= taken;
                for (int i = 0; i < taken; i++) {
                    out.write(source.get());
                }
                return taken;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void bytesKeepTheirOrderHoweverTheyComeAndGo() throws IOException {
        var random = new Random(3);
        var all = new byte[10_000];
        random.nextBytes(all);
        int in = 0;
        while (in < all.length || !queue.isEmpty()) {
            int count = Math.min(Math.min(random.nextInt(20), all.length - in), (int) (48 - queue.size()));
            queue.add(ByteBuffer.wrap(all, in, count));
            in += count;
            queue.drainTo(taking(random.nextInt(20)));
        }
        assertThat(out.toByteArray()).isEqualTo(all);
    }

    @Test
    void itsBuffersAreBoundedAndComeBack() throws IOException {
        queue.add(ByteBuffer.allocate(64));
        assertThatThrownBy(() -> queue.add(ByteBuffer.allocate(1))).isInstanceOf(IOException.class);
        assertThat(queue.size()).isEqualTo(64);
        assertThat(queue.drainTo(taking(1000))).isEqualTo(64);
        queue.add(ByteBuffer.allocate(64));
        queue.clear();
        assertThat(queue.isEmpty()).isTrue();
        queue.add(ByteBuffer.allocate(64));
        assertThat(queue.size()).isEqualTo(64);
    }
}
