package io.rserpool.transport.sctp.usrsctp;

import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.loop.RepeatedLog;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.system.NativeBuffer;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The library, which a process has once: its paths, its output, its timers. All transports of a process
 * share it, on one event loop.
 */
final class UsrsctpStack {
    private static final System.Logger LOG = System.getLogger(UsrsctpStack.class.getName());
    private static final int FINISH_ATTEMPTS = 100;

    /** The inside peer port of associations that we initiate. */
    private static final int INITIATED = 1;

    private static @Nullable UsrsctpStack current;
    private static int users;
    private static boolean initialised;

    final SelectorEventLoop loop;
    private final RepeatedLog failures;
    final SocketCalls calls;
    final StackTimers timers;
    final Outbox outbox;

    private final PathIds ids = new PathIds();
    private final BitSet listenerPorts = new BitSet(PathIds.FIRST);
    private final NativeBuffer header = new NativeBuffer(Packet.SHORTEST, ByteOrder.BIG_ENDIAN);
    private final ArrayDeque<Path> ready = new ArrayDeque<>();
    private @Nullable Path[] paths = new Path[2048];
    private boolean draining;
    private boolean drainScheduled;

    private UsrsctpStack(SelectorEventLoop loop, int longestMessage) {
        this.loop = loop;
        this.failures = new RepeatedLog(loop, LOG, Level.ERROR);
        calls = new SocketCalls(longestMessage);
        timers = new StackTimers(this);
        outbox = new Outbox(loop);
        listenerPorts.set(0, INITIATED + 1);
    }

    /** One more user. Call on the loop's thread. */
    static synchronized UsrsctpStack acquire(SelectorEventLoop loop, int longestMessage) {
        var stack = current;
        if (stack != null && stack.loop != loop) {
            throw new TransportException(
                    "libusrsctp is in use on another event loop of this process; it can be on one only");
        }
        if (stack == null) {
            stack = new UsrsctpStack(loop, longestMessage);
            initialise();
            current = stack;
        } else if (longestMessage > stack.calls.data.bytes.capacity()) {
            throw new TransportException("the first transport of this process allows messages of "
                    + stack.calls.data.bytes.capacity() + " bytes only");
        }
        users++;
        return stack;
    }

    private static void initialise() {
        NativeLibrary.load(NativeLibrary.USRSCTP);
        if (!initialised) {
            UsrsctpLibrary.init(UsrsctpStack::output, Arena.global());
            initialised = true;
        }
        // What one path over UDP has no use for, or what costs memory for each socket.
        UsrsctpLibrary.parameter("usrsctp_sysctl_set_sctp_asconf_enable", 0);
        UsrsctpLibrary.parameter("usrsctp_sysctl_set_sctp_auth_enable", 0);
        UsrsctpLibrary.parameter("usrsctp_sysctl_set_sctp_ecn_enable", 0);
        UsrsctpLibrary.parameter("usrsctp_sysctl_set_sctp_pktdrop_enable", 0);
        UsrsctpLibrary.parameter("usrsctp_sysctl_set_sctp_vtag_time_wait", 1);
        // Else the 30th retransmission of a chunk aborts the association, whatever its options say.
        UsrsctpLibrary.parameter("usrsctp_sysctl_set_sctp_max_retran_chunk", 0);
        UsrsctpLibrary.parameter("usrsctp_tunable_set_sctp_pcbtblsize", 32);
        UsrsctpLibrary.registerAddress(SocketCalls.ADDRESS);
    }

    /** One user less; the last one ends the library. Its sockets must be closed. */
    void release() {
        synchronized (UsrsctpStack.class) {
            if (--users > 0) {
                return;
            }
            timers.close();
            UsrsctpLibrary.deregisterAddress(SocketCalls.ADDRESS);
            for (int i = 0; i < FINISH_ATTEMPTS && initialised; i++) {
                initialised = !UsrsctpLibrary.finish();
                if (initialised) {
                    UsrsctpLibrary.handleTimers(1000); // what it frees by timers
                }
            }
            if (initialised) {
                LOG.log(Level.WARNING, "libusrsctp holds on to a closed socket; it stays initialised");
            }
            current = null;
        }
    }

    /** A path for an association that a peer may initiate; null if all are in use. */
    @Nullable
    Path incomingPath(UsrsctpTransport transport, java.net.InetSocketAddress peer, Listener listener, int peerPort) {
        int id = ids.take();
        return id < 0
                ? null
                : keep(new Path(transport, peer, listener.port(), peerPort, id, listener.insidePort(), id));
    }

    /** A path for an association that we initiate; null if all are in use. */
    @Nullable
    Path outgoingPath(UsrsctpTransport transport, java.net.InetSocketAddress peer, int localPort, int peerPort) {
        int id = ids.take();
        return id < 0 ? null : keep(new Path(transport, peer, localPort, peerPort, id, id, INITIATED));
    }

    private Path keep(Path path) {
        if (path.id >= paths.length) {
            paths = Arrays.copyOf(paths, Math.min(PathIds.LIMIT, Math.max(path.id + 1, paths.length * 2)));
        }
        paths[path.id] = path;
        return path;
    }

    void forget(Path path) {
        timers.forget(path);
        paths[path.id] = null;
        ids.give(path.id);
    }

    @Nullable
    Path path(int id) {
        return id < paths.length ? paths[id] : null;
    }

    int takeListenerPort() {
        int port = listenerPorts.nextClearBit(0);
        if (port >= PathIds.FIRST) {
            throw new TransportException(
                    "more than " + (PathIds.FIRST - INITIATED - 1) + " listening endpoints in a process");
        }
        listenerPorts.set(port);
        return port;
    }

    void giveListenerPort(int port) {
        listenerPorts.clear(port);
    }

    /** The library sends a packet; called within calls to it only. */
    private static int output(long address, long buffer, long length) {
        try {
            var stack = current;
            boolean sane = length >= Packet.SHORTEST && length <= UsrsctpConfig.LARGEST_PACKET;
            return stack == null || !sane ? 0 : stack.send(buffer, (int) length);
        } catch (Throwable e) {
            // An exception that left an upcall would end the process.
            if (current != null) {
                current.failures.log(() -> "sending a packet", e);
            }
            return Native.ENOBUFS;
        }
    }

    private int send(long packet, int length) {
        MemorySegment.copy(UsrsctpLibrary.MEMORY, packet, header.segment, 0, Packet.SHORTEST);
        int destination = Packet.destinationPort(header.bytes);
        var path = path(destination == INITIATED ? Packet.sourcePort(header.bytes) : destination);
        if (path == null) {
            return 0;
        }
        path.packetsSent++;
        int chunks = outbox.add(path, UsrsctpLibrary.MEMORY, packet, length, header.bytes);
        path.tags.sent(Packet.verificationTag(header.bytes), outbox.bytes(), chunks);
        path.outstanding.sent(outbox.bytes(), chunks, outbox.end(), System.nanoTime());
        timers.update(path);
        return 0;
    }

    /** Hands a received packet of this path to the library. */
    void input(Path path, NativeBuffer packet, int length) {
        path.outstanding.received(packet.bytes, timers.now());
        timers.update(path);
        Packet.ports(packet.bytes, path.insidePeerPort, path.insideLocalPort);
        UsrsctpLibrary.input(SocketCalls.ADDRESS, packet.address, length);
        look(path);
    }

    /** Looks, a little later, at what happened to this path's association. */
    void look(Path path) {
        if (!path.listed) {
            path.listed = true;
            ready.add(path);
        }
        if (!draining && !drainScheduled) {
            drainScheduled = true;
            loop.execute(this::drain);
        }
    }

    /** The caller will drain by itself when its batch is done. */
    void holdDrain() {
        drainScheduled = true;
    }

    /** Tells the associations what happened. Handlers run here and nowhere within the library. */
    void drain() {
        drainScheduled = false;
        if (draining) {
            return;
        }
        draining = true;
        try {
            for (var path = ready.poll(); path != null; path = ready.poll()) {
                path.listed = false;
                var association = path.association;
                if (association != null) {
                    association.look();
                }
            }
        } finally {
            draining = false;
            timers.reschedule();
        }
    }
}
