package io.rserpool.transport.usrsctp;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Native memory with its address; freed with the object. */
final class NativeBuffer {
    final ByteBuffer bytes;
    final MemorySegment segment;
    final long address;

    NativeBuffer(int size, ByteOrder order) {
        bytes = ByteBuffer.allocateDirect(size).order(order);
        segment = MemorySegment.ofBuffer(bytes);
        address = segment.address();
    }
}
