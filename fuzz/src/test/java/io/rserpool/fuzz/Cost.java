package io.rserpool.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Bounds the memory that handling an input may take, in proportion to its length; all of it counts, freed or not. */
public final class Cost implements AutoCloseable {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Class loading at a first use allocates whatever the input is, and so do the fuzzer's hooks. */
    private static final long ANYWAY = 32 << 20;

    private final long allowed;
    private final long before = THREADS.getCurrentThreadAllocatedBytes();

    private Cost(long allowed) {
        this.allowed = allowed;
    }

    /**
     * @param length of the input in bytes
     * @param perByte bytes allowed for each of them
     */
    public static Cost ofInput(int length, int perByte) {
        return new Cost(ANYWAY + (long) perByte * length);
    }

    @Override
    public void close() {
        var used = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (used > allowed) {
            throw new AssertionError(used + " bytes were allocated for an input that may cost " + allowed);
        }
    }
}
