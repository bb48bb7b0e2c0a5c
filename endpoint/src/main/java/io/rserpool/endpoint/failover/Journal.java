package io.rserpool.endpoint.failover;

import io.rserpool.transport.system.OffHeapMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a client has sent since its session began, up to a limit, outside the heap until it is closed. */
final class Journal {
    private static final int FIRST_CHUNK = 1 << 9;
    private static final int LARGEST_CHUNK = 1 << 16;

    private final int limit;
    private final List<ByteBuffer> chunks = new ArrayList<>(2);
    private final OffHeapMemory memory = new OffHeapMemory();
    private int size;
    private int capacity;

    Journal(int limit) {
        this.limit = limit;
    }

    int size() {
        return size;
    }

    /** Bytes of memory that it holds. */
    int capacity() {
        return capacity;
    }

    boolean fits(int bytes) {
        return bytes <= limit - size;
    }

    /** Bytes of memory that it needs in addition to hold so many more. */
    int growth(int bytes) {
        var missing = bytes - (capacity - size);
        var grown = 0;
        for (var last = lastCapacity(); grown < missing; ) {
            last = nextCapacity(last, missing - grown);
            grown += last;
        }
        return grown;
    }

    private int lastCapacity() {
        return chunks.isEmpty() ? FIRST_CHUNK / 2 : chunks.getLast().capacity();
    }

    private static int nextCapacity(int last, int wanted) {
        return Math.min(Math.max(2 * last, wanted), LARGEST_CHUNK);
    }

    /** Adds a copy of the bytes, which {@link #fits}; their position moves to the limit. */
    void append(ByteBuffer bytes) {
        size += bytes.remaining();
        while (bytes.hasRemaining()) {
            var chunk = roomyChunk(bytes.remaining());
            var part = bytes.slice(bytes.position(), Math.min(bytes.remaining(), chunk.remaining()));
            bytes.position(bytes.position() + part.remaining());
            chunk.put(part);
        }
    }

    private ByteBuffer roomyChunk(int wanted) {
        if (!chunks.isEmpty() && chunks.getLast().hasRemaining()) {
            return chunks.getLast();
        }
        var next = memory.allocate(nextCapacity(lastCapacity(), wanted));
        chunks.add(next);
        capacity += next.capacity();
        return next;
    }

    /** Some bytes from this position on, which is less than {@link #size}; read-only. */
    ByteBuffer from(int position) {
        var start = 0;
        for (var chunk : chunks) {
            if (position < start + chunk.position()) {
                return chunk.asReadOnlyBuffer().flip().position(position - start);
            }
            start += chunk.position();
        }
        throw new IndexOutOfBoundsException(position);
    }

    /** Gives its memory back; it is empty then. */
    void close() {
        memory.close();
        chunks.clear();
        size = 0;
        capacity = 0;
    }
}
