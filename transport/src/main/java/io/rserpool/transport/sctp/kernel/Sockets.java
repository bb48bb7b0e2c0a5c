package io.rserpool.transport.sctp.kernel;

import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.PeerPath;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.system.Errno;
import io.rserpool.transport.system.LibC;
import io.rserpool.transport.system.NativeBuffer;
import io.rserpool.transport.system.SocketAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Sockets of the one-to-many style with their options (RFC 6458 sections 8 and 9), on memory that is used again. */
final class Sockets {
    private static final int LENGTH = 8000;
    private static final int SIZE = 8192;

    final LibC libc = new LibC();
    private final NativeBuffer scratch = new NativeBuffer(SIZE, ByteOrder.nativeOrder());
    private final ByteBuffer bytes = scratch.bytes;

    /** A socket bound to these addresses; it neither listens nor waits. */
    int open(List<InetAddress> addresses, int port, SctpOptions options, int pathMtu) {
        boolean six = addresses.stream().anyMatch(Inet6Address.class::isInstance);
        int socket = libc.socket(
                six ? SocketAddresses.AF_INET6 : SocketAddresses.AF_INET,
                Sctp.SOCK_SEQPACKET | Sctp.SOCK_NONBLOCK | Sctp.SOCK_CLOEXEC,
                Sctp.IPPROTO_SCTP);
        if (socket < 0) {
            throw new TransportException(
                    switch (-socket) {
                        case Errno.EPROTONOSUPPORT, Errno.ESOCKTNOSUPPORT ->
                            "this kernel has no SCTP: load its module (modprobe sctp), or use SCTP over UDP";
                        default -> "no SCTP socket: " + Errno.text(-socket);
                    });
        }
        try {
            configure(socket, options, addresses.size(), pathMtu);
            bind(socket, addresses, port);
            return socket;
        } catch (RuntimeException e) {
            libc.close(socket);
            throw e;
        }
    }

    /** The first address with the port, which may be 0; then the others with the one that it got. */
    private void bind(int socket, List<InetAddress> addresses, int port) {
        int length = SocketAddresses.put(bytes, 0, addresses.getFirst(), port);
        check(libc.bind(socket, scratch.address, length), addresses.getFirst(), port);
        int bound = port(socket);
        for (var other : addresses.subList(1, addresses.size())) {
            check(bindMore(socket, Sctp.BINDX_ADD, other, bound), other, bound);
        }
    }

    private static void check(int result, InetAddress address, int port) {
        if (result == -Errno.EADDRINUSE) {
            throw new TransportException("SCTP port " + port + " is taken at " + address.getHostAddress());
        } else if (result < 0) {
            throw new TransportException(
                    "SCTP " + address.getHostAddress() + " port " + port + " cannot be bound: " + Errno.text(-result));
        }
    }

    /** Adds an address to, or removes one from, those of a socket ({@code sctp_bindx}); 0 or a negative error number. */
    int bindMore(int socket, int operation, InetAddress address, int port) {
        int length = SocketAddresses.put(bytes, 0, address, port);
        return libc.setsockopt(socket, Sctp.IPPROTO_SCTP, operation, scratch.address, length);
    }

    /** Whether other sockets may have its addresses and port too. */
    void share(int socket, boolean allowed) {
        put(allowed ? 1 : 0);
        set(socket, Sctp.SOL_SOCKET, Sctp.SO_REUSEPORT, 4);
    }

    int port(int socket) {
        bytes.putInt(LENGTH, SocketAddresses.STORAGE_SIZE);
        return libc.getsockname(socket, scratch.address, scratch.address + LENGTH) < 0
                ? 0
                : SocketAddresses.port(bytes, 0);
    }

    private void configure(int socket, SctpOptions options, int addresses, int pathMtu) {
        var capacity = options.capacity();
        buffer(socket, Sctp.SO_SNDBUFFORCE, Sctp.SO_SNDBUF, capacity.sendBuffer());
        buffer(socket, Sctp.SO_RCVBUFFORCE, Sctp.SO_RCVBUF, capacity.receiveBuffer());
        // A close that finds an association aborts it; orderly ends are asked for.
        put(1, 0);
        set(socket, Sctp.SOL_SOCKET, Sctp.SO_LINGER, 8);
        option(socket, Sctp.NODELAY, capacity.noDelay() ? 1 : 0);
        option(socket, Sctp.RECVRCVINFO, 1);
        option(socket, Sctp.RECVNXTINFO, 1);
        option(socket, Sctp.I_WANT_MAPPED_V4_ADDR, 0);
        option(socket, Sctp.ADAPTATION_LAYER, options.adaptationIndication());
        put(0, capacity.maxBurst());
        set(socket, Sctp.MAX_BURST, 8);
        handshake(socket, options, addresses);
        failure(socket, options.failure(), pathMtu);
        var sack = options.sack();
        put(0, (int) sack.delay().toMillis(), sack.delay().isZero() ? 1 : sack.packets());
        set(socket, Sctp.DELAYED_SACK, 12);
        subscribe(socket, Sctp.ASSOC_CHANGE);
        subscribe(socket, Sctp.PEER_ADDR_CHANGE);
        subscribe(socket, Sctp.ADAPTATION_INDICATION);
    }

    /** Forced where we may (NET_ADMIN); else the kernel grants what net.core.wmem_max and rmem_max allow. */
    private void buffer(int socket, int forced, int asked, int size) {
        put(size);
        if (libc.setsockopt(socket, Sctp.SOL_SOCKET, forced, scratch.address, 4) < 0) {
            set(socket, Sctp.SOL_SOCKET, asked, 4);
        }
    }

    private void handshake(int socket, SctpOptions options, int addresses) {
        var rto = options.rto();
        put(0, millis(rto.initial()), millis(rto.max()), millis(rto.min()));
        set(socket, Sctp.RTOINFO, 16);
        var init = options.init();
        put(0, 0, 0, 0, 0);
        // A path must fail before its association does, or there is no changing over (RFC 9260 section 8.2).
        int most = Math.min(options.failure().associationMaxRetransmissions() * addresses, 255);
        bytes.putShort(4, (short) most);
        bytes.putInt(16, (int) init.cookieLife().toMillis());
        set(socket, Sctp.ASSOCINFO, 20);
        short streams = (short) options.capacity().streams();
        bytes.putShort(0, streams).putShort(2, streams);
        bytes.putShort(4, (short) init.maxRetransmissions()).putShort(6, (short) millis(init.maxTimeout()));
        set(socket, Sctp.INITMSG, 8);
    }

    private void failure(int socket, SctpOptions.Failure failure, int pathMtu) {
        clear(Sctp.PADDRPARAMS_SIZE);
        int interval = millis(failure.heartbeatInterval());
        bytes.putInt(132, interval).putShort(136, (short) failure.pathMaxRetransmissions());
        bytes.putInt(138, pathMtu);
        bytes.putInt(146, heartbeatFlag(interval) | (pathMtu > 0 ? Sctp.SPP_PMTUD_DISABLE : 0));
        set(socket, Sctp.PEER_ADDR_PARAMS, Sctp.PADDRPARAMS_SIZE);
        clear(Sctp.PADDRTHLDS_SIZE);
        bytes.putShort(136, (short) failure.pathMaxRetransmissions());
        bytes.putShort(138, (short) failure.potentiallyFailed());
        set(socket, Sctp.PEER_ADDR_THRESHOLDS, Sctp.PADDRTHLDS_SIZE);
    }

    private static int heartbeatFlag(int interval) {
        return interval > 0 ? Sctp.SPP_HB_ENABLE : Sctp.SPP_HB_DISABLE;
    }

    /** Changes the heartbeat interval of all paths of an association; nothing else. */
    void heartbeat(int socket, int association, Duration interval) {
        clear(Sctp.PADDRPARAMS_SIZE);
        bytes.putInt(0, association).putInt(132, millis(interval));
        bytes.putInt(146, heartbeatFlag(millis(interval)));
        set(socket, Sctp.PEER_ADDR_PARAMS, Sctp.PADDRPARAMS_SIZE);
    }

    private void subscribe(int socket, int event) {
        put(0, 0);
        bytes.putShort(4, (short) event).put(6, (byte) 1);
        set(socket, Sctp.EVENT, 8);
    }

    private void option(int socket, int option, int value) {
        put(value);
        set(socket, option, 4);
    }

    private void put(int... values) {
        for (int i = 0; i < values.length; i++) {
            bytes.putInt(4 * i, values[i]);
        }
    }

    private void clear(int size) {
        for (int at = 0; at < size; at += 4) {
            bytes.putInt(at, 0);
        }
    }

    private void set(int socket, int option, int length) {
        set(socket, Sctp.IPPROTO_SCTP, option, length);
    }

    private void set(int socket, int level, int option, int length) {
        int result = libc.setsockopt(socket, level, option, scratch.address, length);
        if (result < 0) {
            throw new TransportException(
                    "the kernel refuses socket option " + option + " at level " + level + ": " + Errno.text(-result));
        }
    }

    private int get(int socket, int option, int length) {
        bytes.putInt(LENGTH, length);
        return libc.getsockopt(socket, Sctp.IPPROTO_SCTP, option, scratch.address, scratch.address + LENGTH);
    }

    private static int millis(Duration duration) {
        return (int) Math.min(duration.toMillis(), Integer.MAX_VALUE);
    }

    /**
     * Initiates an association ({@code sctp_connectx}).
     *
     * @param udpPort of the peer, where its packets are to be encapsulated; 0 = they are not
     * @return its identifier, or a negative error number
     */
    int connect(int socket, List<InetAddress> peer, int port, int udpPort) {
        int result = encapsulate(socket, udpPort);
        if (result < 0) {
            return result;
        }
        int addresses = 64;
        int end = addresses;
        for (var address : peer) {
            end += SocketAddresses.put(bytes, end, address, port);
        }
        bytes.putInt(0, 0).putInt(4, end - addresses).putLong(8, scratch.address + addresses);
        result = get(socket, Sctp.CONNECTX3, 16);
        return result < 0 && result != -Errno.EINPROGRESS ? result : bytes.getInt(0);
    }

    /** For associations initiated next (RFC 6951). */
    private int encapsulate(int socket, int udpPort) {
        clear(Sctp.UDPENCAPS_SIZE);
        bytes.put(136, (byte) (udpPort >>> 8)).put(137, (byte) udpPort);
        int result = libc.setsockopt(
                socket, Sctp.IPPROTO_SCTP, Sctp.REMOTE_UDP_ENCAPS_PORT, scratch.address, Sctp.UDPENCAPS_SIZE);
        return udpPort == 0 ? 0 : result; // older kernels have none, and need not be told
    }

    /** The UDP port that the packets of an association go to; 0 = they are not encapsulated. */
    int encapsulation(int socket, int association, InetAddress peer, int port) {
        clear(Sctp.UDPENCAPS_SIZE);
        bytes.putInt(0, association);
        SocketAddresses.put(bytes, 8, peer, port);
        return get(socket, Sctp.REMOTE_UDP_ENCAPS_PORT, Sctp.UDPENCAPS_SIZE) < 0
                ? 0
                : (bytes.get(136) & 0xff) << 8 | (bytes.get(137) & 0xff);
    }

    /** The association that a socket of ours has with a peer; 0 = none. */
    int find(int socket, InetAddress peer, int port) {
        clear(Sctp.PADDRINFO_SIZE);
        SocketAddresses.put(bytes, 4, peer, port);
        return get(socket, Sctp.GET_PEER_ADDR_INFO, Sctp.PADDRINFO_SIZE) < 0 ? 0 : bytes.getInt(0);
    }

    /** A descriptor for this association alone, or a negative error number. */
    int peelOff(int socket, int association) {
        put(association, 0, Sctp.SOCK_NONBLOCK | Sctp.SOCK_CLOEXEC);
        int result = get(socket, Sctp.PEELOFF_FLAGS, 12);
        return result < 0 ? result : bytes.getInt(4);
    }

    /** Smoothed round-trip time of the primary path in ms; 0 if it is not known. */
    int roundTripMillis(int socket, int association) {
        put(association);
        return get(socket, Sctp.STATUS, Sctp.STATUS_SIZE) < 0 ? 0 : bytes.getInt(Sctp.STATUS_PRIMARY + 140);
    }

    /**
     * Sets the primary address of the peer, or asks the peer to take one of ours.
     *
     * @param option {@link Sctp#PRIMARY_ADDR} or {@link Sctp#SET_PEER_PRIMARY_ADDR}
     * @return 0 or a negative error number
     */
    int primary(int socket, int option, int association, InetAddress address, int port) {
        clear(Sctp.PRIM_SIZE);
        bytes.putInt(0, association);
        SocketAddresses.put(bytes, 4, address, port);
        return libc.setsockopt(socket, Sctp.IPPROTO_SCTP, option, scratch.address, Sctp.PRIM_SIZE);
    }

    /** The state of the ways to these addresses. */
    List<PeerPath> paths(int socket, int association, EndpointAddress peer) {
        put(association);
        boolean known = get(socket, Sctp.STATUS, Sctp.STATUS_SIZE) >= 0;
        var primary = known ? SocketAddresses.address(bytes, Sctp.STATUS_PRIMARY + 4) : peer.primary();
        var result = new ArrayList<PeerPath>();
        for (var address : peer.addresses()) {
            clear(Sctp.PADDRINFO_SIZE);
            bytes.putInt(0, association);
            SocketAddresses.put(bytes, 4, address, peer.port());
            if (get(socket, Sctp.GET_PEER_ADDR_INFO, Sctp.PADDRINFO_SIZE) >= 0) {
                var path = new PeerPath(
                        address,
                        pathState(bytes.getInt(132)),
                        address.equals(primary),
                        bytes.getInt(140) * 1_000_000L,
                        Duration.ofMillis(bytes.getInt(144)),
                        bytes.getInt(148));
                result.add(path.primary() ? 0 : result.size(), path);
            }
        }
        return result;
    }

    private static PeerPath.State pathState(int state) {
        return switch (state) {
            case 0 -> PeerPath.State.INACTIVE;
            case 1 -> PeerPath.State.POTENTIALLY_FAILED;
            case 2 -> PeerPath.State.ACTIVE;
            default -> PeerPath.State.UNCONFIRMED;
        };
    }

    /** A peer's addresses, its primary one first if that is known, and its port. */
    record Peer(List<InetAddress> addresses, int port) {}

    /** What the kernel knows of a peer; without addresses if the association is gone. */
    Peer peer(int socket, int association) {
        put(association, 0);
        var addresses = new ArrayList<InetAddress>();
        if (get(socket, Sctp.GET_PEER_ADDRS, LENGTH) < 0) {
            return new Peer(addresses, 0);
        }
        int at = 8;
        for (int count = bytes.getInt(4); count > 0; count--) {
            addresses.add(SocketAddresses.address(bytes, at));
            at += SocketAddresses.size(bytes, at);
        }
        int port = SocketAddresses.port(bytes, 8);
        put(association);
        if (addresses.size() > 1 && get(socket, Sctp.STATUS, Sctp.STATUS_SIZE) >= 0) {
            var primary = SocketAddresses.address(bytes, Sctp.STATUS_PRIMARY + 4);
            if (addresses.remove(primary)) {
                addresses.addFirst(primary);
            }
        }
        return new Peer(addresses, port);
    }
}
