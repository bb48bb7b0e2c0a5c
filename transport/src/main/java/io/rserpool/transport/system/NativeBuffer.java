package io.rserpool.transport.system;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Native memory with its address; freed with the object. */
public final class NativeBuffer {
    public final ByteBuffer bytes;
    public final MemorySegment segment;
    public final long address;

    public NativeBuffer(int size, ByteOrder order) {
        bytes = ByteBuffer.allocateDirect(size).order(order);
        segment = MemorySegment.ofBuffer(bytes);
        address = segment.address();
    }
}
