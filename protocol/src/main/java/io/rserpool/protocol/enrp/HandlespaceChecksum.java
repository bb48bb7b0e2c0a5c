package io.rserpool.protocol.enrp;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;

/**
 * The checksum over the pool elements that one registrar owns (RFC 5353 section 3.6.2): the Internet checksum
 * (RFC 1071) over a block per element, pool handle padded to a multiple of 4 and PE ID. The order of the blocks
 * does not matter, so an element comes and goes without a look at the others. Not thread-safe.
 */
public final class HandlespaceChecksum {
    /** Sum of all 16-bit words, carries not folded: so wide that blocks can be taken away again. */
    private long sum;

    /** Counts an element in. */
    public void add(PoolHandle handle, PeIdentifier identifier) {
        sum += blockSum(handle, identifier);
    }

    /** Counts an element out that was counted in before. */
    public void remove(PoolHandle handle, PeIdentifier identifier) {
        sum -= blockSum(handle, identifier);
    }

    /** The checksum as a Presence carries it, 16 bits; of no elements: 0xffff. */
    public int value() {
        var folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) ~folded & 0xffff;
    }

    private static long blockSum(PoolHandle handle, PeIdentifier identifier) {
        var block = (identifier.value() >>> 16) + (long) (identifier.value() & 0xffff);
        var bytes = handle.asByteBuffer();
        while (bytes.remaining() >= 2) {
            block += Short.toUnsignedInt(bytes.getShort());
        }
        return bytes.hasRemaining() ? block + (Byte.toUnsignedLong(bytes.get()) << 8) : block;
    }
}
