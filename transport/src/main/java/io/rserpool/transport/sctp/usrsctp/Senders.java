package io.rserpool.transport.sctp.usrsctp;

import io.rserpool.transport.system.SocketAddresses;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Makes addresses of received {@code struct sockaddr}s; those of the same senders again and again are made once. */
final class Senders {
    private static final int SLOTS = 256;

    private final @Nullable InetSocketAddress[] known = new InetSocketAddress[SLOTS];
    private final long[] keys = new long[SLOTS * 3];

    InetSocketAddress at(ByteBuffer memory, int at) {
        boolean six = memory.getShort(at) == SocketAddresses.AF_INET6;
        // Family and port, of IPv4 the address, too; the address and its scope of IPv6.
        long head = six ? (long) memory.getInt(at + 24) << 32 | memory.getInt(at) & 0xffffffffL : memory.getLong(at);
        long high = six ? memory.getLong(at + 8) : 0;
        long low = six ? memory.getLong(at + 16) : 0;
        long hash = (head ^ high * 31 ^ low) * 0x9e3779b97f4a7c15L;
        int slot = (int) (hash >>> 56);
        var sender = known[slot];
        int key = slot * 3;
        if (sender == null || keys[key] != head || keys[key + 1] != high || keys[key + 2] != low) {
            sender = new InetSocketAddress(SocketAddresses.address(memory, at), SocketAddresses.port(memory, at));
            known[slot] = sender;
            keys[key] = head;
            keys[key + 1] = high;
            keys[key + 2] = low;
        }
        return sender;
    }
}
