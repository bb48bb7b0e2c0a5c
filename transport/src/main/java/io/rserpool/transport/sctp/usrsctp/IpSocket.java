package io.rserpool.transport.sctp.usrsctp;

import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.loop.DescriptorWatch;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.system.Epoll;
import io.rserpool.transport.system.Errno;
import io.rserpool.transport.system.LibC;
import io.rserpool.transport.system.NativeBuffer;
import io.rserpool.transport.system.SocketAddresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** SCTP directly over IP (protocol 132), by a raw socket; it takes the capability NET_RAW. */
final class IpSocket implements PacketSocket {
    private static final int BATCH = 64;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SCTP = 132;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    /** Offsets in the scratch memory: two struct msghdr with their vectors and names; the IPv4 header. */
    private static final int RECEIVED = 0;

    private static final int RECEIVE_VECTORS = 64;
    private static final int RECEIVE_NAME = 96;
    private static final int SENT = 256;
    private static final int SEND_VECTOR = 320;
    private static final int SEND_NAME = 352;
    private static final int HEADER = 512;
    private static final int LENGTH = 600;

    private final LibC libc = new LibC();
    private final NativeBuffer scratch = new NativeBuffer(640, ByteOrder.nativeOrder());
    private final ByteBuffer bytes = scratch.bytes;
    private final InetSocketAddress local;
    private final boolean six;
    private final int socket;
    private final NativeBuffer in = new NativeBuffer(1 << 16, ByteOrder.BIG_ENDIAN);
    private final Senders senders = new Senders();
    private @Nullable DescriptorWatch watch;
    private boolean closed;

    private IpSocket(InetAddress address, int buffer) {
        local = new InetSocketAddress(address, 0);
        six = address instanceof Inet6Address;
        socket = libc.socket(
                six ? SocketAddresses.AF_INET6 : SocketAddresses.AF_INET,
                SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC,
                SCTP);
        if (socket == -Errno.EPERM || socket == -Errno.EACCES) {
            throw new TransportException(
                    "SCTP over IP in user space needs the capability NET_RAW; grant it, or use SCTP over UDP");
        } else if (socket < 0) {
            throw new TransportException("no raw socket for SCTP over IP: " + Errno.text(-socket));
        }
        setBuffer(SO_RCVBUF, buffer);
        setBuffer(SO_SNDBUF, buffer);
        int result = libc.bind(socket, scratch.address, SocketAddresses.put(bytes, 0, address, 0));
        if (result < 0) {
            libc.close(socket);
            throw new TransportException(
                    "SCTP over IP at " + address.getHostAddress() + " cannot be bound: " + Errno.text(-result));
        }
        prepare();
    }

    /** Binds a local address, not a wildcard. */
    static IpSocket open(InetAddress address, int buffer) {
        if (address.isAnyLocalAddress()) {
            throw new TransportException(
                    "SCTP over IP needs one local address to bind, not " + address.getHostAddress());
        }
        return new IpSocket(address, buffer);
    }

    private void setBuffer(int option, int size) {
        bytes.putInt(0, size);
        libc.setsockopt(socket, SOL_SOCKET, option, scratch.address, 4);
    }

    /** IPv4 hands out its header, which goes into memory of its own, so that the packet begins where it should. */
    private void prepare() {
        for (int at = 0; at < 512; at += 8) {
            bytes.putLong(at, 0);
        }
        bytes.putLong(RECEIVED, scratch.address + RECEIVE_NAME);
        bytes.putLong(RECEIVED + 16, scratch.address + RECEIVE_VECTORS).putLong(RECEIVED + 24, 2);
        bytes.putLong(RECEIVE_VECTORS, scratch.address + HEADER).putLong(RECEIVE_VECTORS + 8, six ? 0 : IPV4_HEADER);
        bytes.putLong(SENT, scratch.address + SEND_NAME);
        bytes.putLong(SENT + 16, scratch.address + SEND_VECTOR).putLong(SENT + 24, 1);
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public int packetSize(int pathMtu) {
        int mtu = pathMtu > 0 ? pathMtu : LocalMtu.of(local.getAddress());
        return PacketSocket.packetSize(mtu, six ? IPV6_HEADER : IPV4_HEADER);
    }

    @Override
    public int maxCwnd() {
        bytes.putInt(LENGTH, 4);
        int result = libc.getsockopt(socket, SOL_SOCKET, SO_RCVBUF, scratch.address + HEADER, scratch.address + LENGTH);
        return result < 0 ? 1 << 16 : Math.max(bytes.getInt(HEADER) / 4, 1 << 16);
    }

    @Override
    public void whenReadable(SelectorEventLoop loop, Task task) throws IOException {
        watch = loop.watchShared(socket, Epoll.IN, events -> {
            try {
                task.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public void receive(Receiver receiver) throws IOException {
        for (int i = 0; i < BATCH && !closed; i++) {
            bytes.putInt(RECEIVED + 8, SocketAddresses.STORAGE_SIZE);
            bytes.putLong(RECEIVE_VECTORS + 16, in.address).putLong(RECEIVE_VECTORS + 24, in.bytes.capacity());
            int length = libc.recvmsg(socket, scratch.address + RECEIVED, 0);
            if (length == -Errno.EAGAIN || length == -Errno.EINTR) {
                return;
            } else if (length < 0) {
                throw new IOException("raw socket: " + Errno.text(-length));
            }
            in.bytes.clear().limit(six ? length : Math.max(0, length - IPV4_HEADER));
            if (!six) {
                skipOptions(in.bytes);
            }
            receiver.received(senders.at(bytes, RECEIVE_NAME), in);
        }
    }

    /** What an IPv4 header is longer than usual. */
    private void skipOptions(ByteBuffer packet) {
        int options = (bytes.get(HEADER) & 0xf) * 4 - IPV4_HEADER;
        if (options > 0) {
            packet.position(Math.min(options, packet.limit())).compact().flip();
        }
    }

    @Override
    public boolean sendsSegments() {
        return false;
    }

    @Override
    public void send(NativeBuffer packets, int length, int segment, InetSocketAddress to) throws IOException {
        bytes.putInt(SENT + 8, SocketAddresses.put(bytes, SEND_NAME, to.getAddress(), 0));
        for (int at = 0; at < length; at += segment) {
            bytes.putLong(SEND_VECTOR, packets.address + at).putLong(SEND_VECTOR + 8, Math.min(segment, length - at));
            int result = libc.sendmsg(socket, scratch.address + SENT, 0);
            if (result < 0 && result != -Errno.EAGAIN) {
                throw new IOException("raw socket: " + Errno.text(-result));
            }
        }
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.cancel();
        }
        closed = true;
        libc.close(socket);
    }
}
