package io.rserpool.transport.usrsctp;

import io.rserpool.transport.SelectorEventLoop;
import io.rserpool.transport.support.NativeBuffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What carries SCTP packets: UDP, or IP itself. */
interface PacketSocket {
    /** The local address with its UDP port; 0 over IP. */
    InetSocketAddress local();

    /** The longest SCTP packet in bytes, a multiple of 4, on paths with this MTU; 0 = as the interface says. */
    int packetSize(int pathMtu);

    /** So much in flight that the peer's socket buffer, taken to be like ours, holds it with all overhead. */
    int maxCwnd();

    /** Calls the task whenever packets wait to be received. */
    void whenReadable(SelectorEventLoop loop, Task task) throws IOException;

    /** Reads a packet; its sender, or null if there is none now. */
    @Nullable
    InetSocketAddress receive(NativeBuffer into) throws IOException;

    /** Sends a packet; false if there is no room for it now. */
    boolean send(ByteBuffer packet, InetSocketAddress to) throws IOException;

    /** Its address and port are free when this returns. */
    void close();

    /** Something that reads packets. */
    @FunctionalInterface
    interface Task {
        void run() throws IOException;
    }

    /**
     * The longest SCTP packet of a path.
     *
     * @param mtu longest IP packet
     * @param headers of IP and what else is below SCTP
     */
    static int packetSize(int mtu, int headers) {
        return Math.clamp(mtu - headers, 508, UsrsctpConfig.LARGEST_PACKET) & ~3;
    }

    /** Whether two addresses are of the same family. */
    static boolean sameFamily(InetAddress one, InetAddress other) {
        return one.getClass() == other.getClass();
    }
}
