package io.rserpool.transport.tcp;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Direct buffers of one size, reused; both those in use and the idle ones kept are bounded. Single-threaded. */
final class BufferPool {
    private final int size;
    private final int keep;
    private final int limit;
    private final ArrayDeque<ByteBuffer> idle = new ArrayDeque<>();
    private int used;

    BufferPool(int size, int keep, int limit) {
        this.size = size;
        this.keep = keep;
        this.limit = limit;
    }

    /** An empty buffer: position 0, limit = capacity. Null if as many as may be are in use. */
    @Nullable
    ByteBuffer take() {
        if (used == limit) {
            return null;
        }
        used++;
        var buffer = idle.pollLast();
        return buffer == null ? ByteBuffer.allocateDirect(size) : buffer.clear();
    }

    void giveBack(ByteBuffer buffer) {
        used--;
        if (idle.size() < keep) {
            idle.addLast(buffer);
        }
    }
}
