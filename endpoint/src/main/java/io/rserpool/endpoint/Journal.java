package io.rserpool.endpoint;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a client has sent since its session began, up to a limit. */
final class Journal {
    private static final int FIRST_CHUNK = 1 << 9;
    private static final int LARGEST_CHUNK = 1 << 16;

    private final int limit;
    private final List<ByteBuffer> chunks = new ArrayList<>(2);
    private int size;

    Journal(int limit) {
        this.limit = limit;
    }

    int size() {
        return size;
    }

    boolean fits(int bytes) {
        return bytes <= limit - size;
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
        var grown = chunks.isEmpty() ? FIRST_CHUNK : chunks.getLast().capacity() * 2;
        var next = ByteBuffer.allocate(Math.min(Math.max(grown, Math.min(wanted, LARGEST_CHUNK)), LARGEST_CHUNK));
        chunks.add(next);
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
}
