package io.rserpool.transport.system;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside the heap that is given back all at once, and at the moment it is closed, not when a collector finds
 * out. It belongs to the thread that allocates first; buffers must not be used once it is closed.
 */
public final class OffHeapMemory implements AutoCloseable {
    private @Nullable Arena arena;

    /**
     * Allocates memory, zeroed.
     *
     * @param bytes how many
     * @throws OutOfMemoryError the process has no more, or -XX:MaxDirectMemorySize forbids it
     */
    @SuppressWarnings("MustBeClosedChecker") // close() does, whenever its owner says.
    public ByteBuffer allocate(int bytes) {
        if (arena == null) {
            arena = Arena.ofConfined();
        }
        return arena.allocate(bytes).asByteBuffer();
    }

    /** Gives it back; more can be allocated afterwards. */
    @Override
    public void close() {
        if (arena != null) {
            arena.close();
            arena = null;
        }
    }
}
