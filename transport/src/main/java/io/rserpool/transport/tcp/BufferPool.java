package io.rserpool.transport.tcp;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Direct buffers of one size, reused; a bounded number of idle ones is kept. Single-threaded. */
final class BufferPool {
    private final int size;
    private final int keep;
    private final ArrayDeque<ByteBuffer> idle = new ArrayDeque<>();

    BufferPool(int size, int keep) {
        this.size = size;
        this.keep = keep;
    }

    /** An empty buffer: position 0, limit = capacity. */
    ByteBuffer take() {
        var buffer = idle.pollLast();
        return buffer == null ? ByteBuffer.allocateDirect(size) : buffer.clear();
    }

    void giveBack(ByteBuffer buffer) {
        if (idle.size() < keep) {
            idle.addLast(buffer);
        }
    }
}
