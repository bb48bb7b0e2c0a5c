package io.rserpool.transport.diag;

import io.rserpool.transport.system.SocketAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel about TCP sockets of this network namespace (sock_diag(7), {@code linux/inet_diag.h}). It filters, so
 * an answer costs the same however many other sockets there are: some 20 µs; no privilege is needed. Whatever goes
 * wrong (no Linux, a sandbox without netlink, no descriptor left) is an empty answer: it cannot be seen. For one
 * thread.
 */
public final class SocketDiag implements AutoCloseable {
    private static final int NETLINK_SOCK_DIAG = 4;

    /** The older request, which is the only one that asks for IPv4 and IPv6 at once. */
    private static final int TCPDIAG_GETSOCK = 18;

    private static final int SOCK_DIAG_BY_FAMILY = 20;
    private static final byte IPPROTO_TCP = 6;
    private static final int ALL_STATES = -1;
    private static final int LISTEN = 10;

    private static final int STATE = 1;
    private static final int PORT = 4;
    private static final int ADDRESS = 8;
    private static final int UNREAD = 56;
    private static final int UNACKNOWLEDGED = 60;
    private static final int INODE = 68;
    private static final int FIXED_SIZE = 72;

    private static final int ATTRIBUTE_SHUTDOWN = 8;
    private static final int ATTRIBUTE_V6_ONLY = 11;
    private static final int RECEIVING_SHUT = 1;
    private static final int SENDING_SHUT = 2;

    private static final int MOST_LISTENERS = 4096;

    private final @Nullable Netlink netlink;

    public SocketDiag() {
        netlink = System.getProperty("os.name").equals("Linux") ? new Netlink(NETLINK_SOCK_DIAG) : null;
    }

    /** {@return the TCP sockets that listen at a port, at any address; empty = it cannot be seen} */
    public Optional<List<ListeningSocket>> listeners(int port) {
        if (netlink == null) {
            return Optional.empty();
        }
        var request = netlink.request();
        request.putInt(0); // family and prefixes: any
        identity(request, port, 0, null, null);
        request.putInt(1 << LISTEN).putInt(0);
        var found = new ArrayList<ListeningSocket>();
        int result = netlink.ask(TCPDIAG_GETSOCK, Netlink.DUMP, message -> {
            if (isListener(message, port) && found.size() < MOST_LISTENERS) {
                found.add(listener(message));
            }
        });
        return result < 0 ? Optional.empty() : Optional.of(found);
    }

    /** Kernels that cannot filter would send others, too. */
    private static boolean isListener(ByteBuffer message, int port) {
        return message.remaining() >= FIXED_SIZE
                && message.get(STATE) == LISTEN
                && networkOrder(message).getShort(PORT) == (short) port;
    }

    private static ListeningSocket listener(ByteBuffer message) {
        return new ListeningSocket(
                address(message), attribute(message, ATTRIBUTE_V6_ONLY, 0) != 0, unsigned(message, INODE));
    }

    private static InetAddress address(ByteBuffer message) {
        var bytes = new byte[message.get(0) == SocketAddresses.AF_INET6 ? 16 : 4];
        message.get(ADDRESS, bytes);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether the kernel answers at all. */
    public boolean sees() {
        return netlink != null;
    }

    /**
     * Asks for one end of a connection, which is to be in this namespace, by its addresses.
     *
     * @param own its own address
     * @param other that of the other end
     * @return empty = there is none, or it cannot be seen
     */
    public Optional<TcpSocket> connection(InetSocketAddress own, InetSocketAddress other) {
        if (netlink == null || own.isUnresolved() || other.isUnresolved()) {
            return Optional.empty();
        }
        int addressSize = own.getAddress().getAddress().length;
        if (other.getAddress().getAddress().length != addressSize) {
            return Optional.empty();
        }
        var request = netlink.request();
        request.put((byte) (addressSize == 4 ? SocketAddresses.AF_INET : SocketAddresses.AF_INET6));
        request.put(IPPROTO_TCP).putShort((short) 0).putInt(ALL_STATES);
        identity(request, own.getPort(), other.getPort(), own.getAddress(), other.getAddress());
        var found = new ArrayList<TcpSocket>();
        int result = netlink.ask(SOCK_DIAG_BY_FAMILY, 0, message -> {
            if (message.remaining() >= FIXED_SIZE && message.get(STATE) != LISTEN) {
                found.add(socket(message));
            }
        });
        return result < 0 ? Optional.empty() : found.stream().findFirst();
    }

    private static TcpSocket socket(ByteBuffer message) {
        int shut = attribute(message, ATTRIBUTE_SHUTDOWN, RECEIVING_SHUT | SENDING_SHUT);
        return new TcpSocket(
                unsigned(message, INODE),
                (shut & RECEIVING_SHUT) != 0,
                (shut & SENDING_SHUT) != 0,
                unsigned(message, UNREAD),
                unsigned(message, UNACKNOWLEDGED));
    }

    /** {@code struct inet_diag_sockid}: ports and addresses in network order, any interface, any cookie. */
    private static void identity(
            ByteBuffer request, int port, int otherPort, @Nullable InetAddress address, @Nullable InetAddress other) {
        int at = request.position();
        put(request, at, port);
        put(request, at + 2, otherPort);
        if (address != null && other != null) {
            request.put(at + 4, address.getAddress()).put(at + 20, other.getAddress());
        }
        request.position(at + 40).putLong(-1);
    }

    private static void put(ByteBuffer request, int at, int port) {
        request.put(at, (byte) (port >>> 8)).put(at + 1, (byte) port);
    }

    /** The first byte of an attribute behind the fixed part; the default if it is not there. */
    private static int attribute(ByteBuffer message, int wanted, int absent) {
        for (int at = FIXED_SIZE; at + 4 < message.limit(); ) {
            int length = Short.toUnsignedInt(message.getShort(at));
            if (length < 4) {
                return absent;
            }
            if (message.getShort(at + 2) == wanted && length > 4) {
                return message.get(at + 4);
            }
            at += length + 3 & ~3;
        }
        return absent;
    }

    private static ByteBuffer networkOrder(ByteBuffer message) {
        return message.duplicate().order(ByteOrder.BIG_ENDIAN);
    }

    private static long unsigned(ByteBuffer message, int at) {
        return Integer.toUnsignedLong(message.getInt(at));
    }

    /** Datagrams that the kernel has answered with so far, to see that they do not grow with what others do. */
    public long datagramsRead() {
        return netlink == null ? 0 : netlink.datagrams();
    }

    /** Bytes that the kernel has answered with so far. */
    public long bytesRead() {
        return netlink == null ? 0 : netlink.bytes();
    }

    @Override
    public void close() {
        if (netlink != null) {
            netlink.close();
        }
    }
}
