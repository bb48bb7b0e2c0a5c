package io.rserpool.transport.sctp.usrsctp;

import io.rserpool.transport.identity.Credentials;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.identity.Security;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.system.NativeBuffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

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

    /** Gives packets that wait to the receiver, a limited number in a call. It may close this socket. */
    void receive(Receiver receiver) throws IOException;

    /**
     * Tells of packets that could not be delivered, a limited number in a call; if any are left, it stays readable. Call it
     * after {@link #receive}.
     */
    default void readErrors(Refusals refusals) {}

    /** The longest SCTP packet within a datagram of this length. */
    default int inside(int datagram) {
        return datagram & ~3;
    }

    /** Whom packets come from. */
    default Security security() {
        return Security.OFF;
    }

    /** Who speaks from an address, where that is proved. */
    default Optional<PeerIdentity> identity(InetSocketAddress peer) {
        return Optional.empty();
    }

    /** Tells from which address another member speaks than before. */
    default void whenReplaced(Consumer<InetSocketAddress> listener) {}

    /**
     * Proves one's identity by these from now on.
     *
     * @throws UnsupportedOperationException nothing is proved here
     */
    default void use(Credentials credentials) {
        throw new UnsupportedOperationException("security is off");
    }

    /** Whether {@link #send} can take several packets for the effort of one. */
    boolean sendsSegments();

    /**
     * Sends packets from the beginning of memory. What the system has no room for now is lost, as on the way.
     *
     * @param length of all packets together
     * @param segment of each but the last, which may be shorter
     * @throws IOException they were not sent
     */
    void send(NativeBuffer packets, int length, int segment, InetSocketAddress to) throws IOException;

    /** Its address and port are free when this returns. */
    void close();

    /** Something that reads packets. */
    @FunctionalInterface
    interface Task {
        void run() throws IOException;
    }

    /** Who packets are for. */
    @FunctionalInterface
    interface Receiver {
        /** A packet from position 0 to the limit, which it may overwrite. */
        void received(InetSocketAddress from, NativeBuffer packet);
    }

    /** Who is to know that packets were refused. */
    @FunctionalInterface
    interface Refusals {
        /**
         * The host at this address says that nobody there has the port.
         *
         * @param quoted the beginning of the packet that was sent there, or of what is said to have been: the common header
         *     at least, mostly a little more; valid during this call only
         */
        void refused(InetSocketAddress to, ByteBuffer quoted);
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
