package io.rserpool.transport.tcp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;

/** Bytes that wait for a socket, copied into buffers of a pool. Chunks are in filling mode, drained from the front. */
final class WriteQueue {
    private final BufferPool pool;
    private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>(4);

    /** Bytes of the first chunk that are written already. */
    private int drained;

    private long size;

    WriteQueue(BufferPool pool) {
        this.pool = pool;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long size() {
        return size;
    }

    /**
     * Adds bytes.
     *
     * @throws IOException all buffers are in use; some of the bytes may have been added
     */
    void add(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            var last = chunks.peekLast();
            if (last == null || !last.hasRemaining()) {
                last = pool.take();
                if (last == null) {
                    throw new IOException("too many bytes wait for slow peers");
                }
                chunks.addLast(last);
            }
            int count = Math.min(last.remaining(), bytes.remaining());
            last.put(last.position(), bytes, bytes.position(), count);
            last.position(last.position() + count);
            bytes.position(bytes.position() + count);
            size += count;
        }
    }

    /** Writes until the channel takes no more; returns the number of bytes it took. */
    int drainTo(WritableByteChannel channel) throws IOException {
        int total = 0;
        for (var first = chunks.peekFirst(); first != null; first = chunks.peekFirst()) {
            int filled = first.position();
            int written;
            first.flip().position(drained);
            try {
                written = channel.write(first);
            } finally {
                first.limit(first.capacity()).position(filled);
            }
            total += written;
            size -= written;
            drained += written;
            if (drained < filled) {
                break;
            }
            drained = 0;
            pool.giveBack(chunks.removeFirst());
        }
        return total;
    }

    /** Drops everything. */
    void clear() {
        chunks.forEach(pool::giveBack);
        chunks.clear();
        drained = 0;
        size = 0;
    }
}
