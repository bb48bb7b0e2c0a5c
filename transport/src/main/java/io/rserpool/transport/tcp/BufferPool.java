package io.rserpool.transport.tcp;

import io.rserpool.transport.system.OffHeapMemory;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Direct buffers of one size, reused; both those in use and the idle ones kept are bounded. The memory of the others is
 * given back at once: a collector, which sees small objects only, would come late. Single-threaded.
 */
final class BufferPool {
    private final int size;
    private final int keep;
    private final int limit;
    private final ArrayDeque<ByteBuffer> idle = new ArrayDeque<>();
    private final Map<ByteBuffer, OffHeapMemory> memory = new IdentityHashMap<>();
    private int used;

    BufferPool(int size, int keep, int limit) {
        this.size = size;
        this.keep = keep;
        this.limit = limit;
    }

    /** An empty buffer: position 0, limit = capacity. Null if as many as may be are in use, here or in the process. */
    @Nullable
    ByteBuffer take() {
        if (used == limit) {
            return null;
        }
        var buffer = idle.pollLast();
        try {
            buffer = buffer == null ? allocate() : buffer.clear();
        } catch (OutOfMemoryError beyondMaxDirectMemorySize) {
            // Thrown by the library, not by the JVM: nothing is broken but this wish.
            return null;
        }
        used++;
        return buffer;
    }

    private ByteBuffer allocate() {
        var own = new OffHeapMemory();
        var buffer = own.allocate(size);
        memory.put(buffer, own);
        return buffer;
    }

    /** The buffer must not be used any more. */
    void giveBack(ByteBuffer buffer) {
        used--;
        if (idle.size() < keep) {
            idle.addLast(buffer);
        } else {
            Objects.requireNonNull(memory.remove(buffer)).close();
        }
    }
}
