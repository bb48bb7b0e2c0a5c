package io.rserpool.transport.sctp.usrsctp;

import io.rserpool.transport.system.Errno;
import io.rserpool.transport.system.LibC;
import io.rserpool.transport.system.NativeBuffer;
import io.rserpool.transport.system.SocketAddresses;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes a UDP socket's datagrams, several in a system call: {@code recvmmsg} and UDP_GRO one way, UDP_SEGMENT
 * (udp(7)) the other.
 */
final class Datagrams {
    private static final System.Logger LOG = System.getLogger(Datagrams.class.getName());

    private static final int MSG_DONTWAIT = 0x40;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;

    /**
     * Is there where the host's kernel has SCTP of its own: segments that reach it over UDP without a network card between,
     * as from pod to pod of a node, crash it (Linux 6.1, {@code KernelEncapsulationTest}).
     */
    private static final java.nio.file.Path KERNEL_SCTP = java.nio.file.Path.of("/proc/sys/net/sctp");

    private static final int UDP_GRO = 104;

    /** Datagrams in a call; each may be as many packets as fit into 64 KiB. */
    private static final int BATCH = 4;

    private static final int LONGEST = 1 << 16;

    /** So many errors of other datagrams may get in the way of one; if it is an error of its own, it stays. */
    private static final int MOST_PENDING = 3;

    /** struct mmsghdr: name, name's length, vector, vectors, control, control's length, flags; length at 56. */
    private static final int HEADER = 64;

    private static final int NAME_LENGTH = 8;
    private static final int VECTOR = 16;
    private static final int VECTORS = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int LENGTH = 56;

    /** struct cmsghdr: length, level, type; one value of an int or less. */
    private static final int CONTROL_SIZE = 24;

    private static final int CONTROL_HEADER = 16;

    /** Of one message: its header, vector, control, name. */
    private static final int MESSAGE = HEADER + 16 + CONTROL_SIZE + SocketAddresses.STORAGE_SIZE;

    private final LibC libc = new LibC();
    private final int socket;
    private final Senders senders = new Senders();
    private final NativeBuffer[] in = new NativeBuffer[BATCH];
    private final NativeBuffer scratch = new NativeBuffer(MESSAGE * (BATCH + 1), ByteOrder.nativeOrder());
    private final ByteBuffer bytes = scratch.bytes;
    private @Nullable InetSocketAddress lastTo;
    private boolean segments;
    private boolean hasErrors;
    private boolean closed;

    Datagrams(int socket) {
        this.socket = socket;
        for (int i = 0; i <= BATCH; i++) {
            bytes.putLong(header(i), scratch.address + name(i));
            bytes.putLong(header(i) + VECTOR, scratch.address + vector(i)).putLong(header(i) + VECTORS, 1);
            bytes.putLong(header(i) + CONTROL, scratch.address + control(i));
        }
        for (int i = 0; i < BATCH; i++) {
            in[i] = new NativeBuffer(LONGEST, ByteOrder.BIG_ENDIAN);
            bytes.putLong(vector(i), in[i].address).putLong(vector(i) + 8, LONGEST);
        }
        bytes.putLong(control(BATCH), CONTROL_HEADER + 2).putInt(control(BATCH) + 8, SOL_UDP);
        bytes.putInt(control(BATCH) + 12, UDP_SEGMENT);
        segments = !Files.exists(KERNEL_SCTP) && set(UDP_SEGMENT, 0);
        set(UDP_GRO, 1);
    }

    /** The headers come first, one after the other. */
    private static int header(int message) {
        return message * HEADER;
    }

    private static int vector(int message) {
        return HEADER * (BATCH + 1) + message * (MESSAGE - HEADER);
    }

    private static int control(int message) {
        return vector(message) + 16;
    }

    private static int name(int message) {
        return control(message) + CONTROL_SIZE;
    }

    private boolean set(int option, int value) {
        bytes.putInt(name(BATCH), value);
        return libc.setsockopt(socket, SOL_UDP, option, scratch.address + name(BATCH), 4) >= 0;
    }

    /** Whether one call sends several datagrams; not with kernels before 4.18, nor once a device could not. */
    boolean sendsSegments() {
        return segments;
    }

    /** Reads datagrams until there are no more, at least one call does not find as many as it may, or it is closed. */
    void receive(int atMost, PacketSocket.Receiver receiver) throws IOException {
        int done = 0;
        while (done < atMost && !closed) {
            for (int i = 0; i < BATCH; i++) {
                bytes.putInt(header(i) + NAME_LENGTH, SocketAddresses.STORAGE_SIZE);
                bytes.putLong(header(i) + CONTROL_LENGTH, CONTROL_SIZE);
            }
            int count = libc.recvmmsg(socket, scratch.address, BATCH, MSG_DONTWAIT);
            if (count == -Errno.EAGAIN || count == -Errno.EINTR) {
                hasErrors |= done == 0; // woken up, but not for datagrams
                return;
            } else if (Errno.mayBeIcmp(-count)) {
                hasErrors = true;
                done++; // told once, in place of datagrams
                continue;
            } else if (count < 0) {
                throw new IOException("receiving: " + Errno.text(-count));
            }
            for (int i = 0; i < count && !closed; i++) {
                deliver(i, receiver);
            }
            if (count < BATCH) {
                return;
            }
            done += count;
        }
    }

    private void deliver(int message, PacketSocket.Receiver receiver) {
        var from = senders.at(bytes, name(message));
        int length = bytes.getInt(header(message) + LENGTH);
        int segment = segment(message, length);
        var packet = in[message];
        for (int at = 0; at < length && !closed; at += segment) {
            int size = Math.min(segment, length - at);
            if (at > 0) {
                MemorySegment.copy(packet.segment, at, packet.segment, 0, size);
            }
            packet.bytes.clear().limit(size);
            receiver.received(from, packet);
        }
    }

    /** The length of each datagram (but the last) that the kernel put together. */
    private int segment(int message, int length) {
        int control = control(message);
        boolean told = bytes.getLong(header(message) + CONTROL_LENGTH) > CONTROL_HEADER
                && bytes.getInt(control + 8) == SOL_UDP
                && bytes.getInt(control + 12) == UDP_GRO;
        int size = told ? bytes.getInt(control + CONTROL_HEADER) : length;
        return size > 0 ? size : Math.max(1, length);
    }

    void send(long address, int length, int segment, InetSocketAddress to) throws IOException {
        if (to != lastTo) {
            bytes.putInt(
                    header(BATCH) + NAME_LENGTH,
                    SocketAddresses.put(bytes, name(BATCH), to.getAddress(), to.getPort()));
            lastTo = to;
        }
        boolean several = length > segment;
        if (several && segments) {
            bytes.putShort(control(BATCH) + CONTROL_HEADER, (short) segment);
            int result = transmit(address, length, CONTROL_SIZE);
            if (result != -Errno.EINVAL && result != -Errno.EIO && result != -Errno.EMSGSIZE) {
                check(result);
                return;
            }
            // Some devices and routes say so only here.
            LOG.log(Level.DEBUG, "UDP segmentation is not possible here: {0}", Errno.text(-result));
            segments = false;
        }
        for (int at = 0; at < length; at += segment) {
            check(transmit(address + at, Math.min(segment, length - at), 0));
        }
    }

    private int transmit(long address, int length, int control) {
        bytes.putLong(vector(BATCH), address).putLong(vector(BATCH) + 8, length);
        bytes.putLong(header(BATCH) + CONTROL_LENGTH, control);
        int result = libc.sendmsg(socket, scratch.address + header(BATCH), MSG_DONTWAIT);
        // What became of another datagram is told once, in place of sending this one.
        for (int again = 0; again < MOST_PENDING && Errno.mayBeIcmp(-result); again++) {
            hasErrors = true;
            result = libc.sendmsg(socket, scratch.address + header(BATCH), MSG_DONTWAIT);
        }
        return result;
    }

    private static void check(int result) throws IOException {
        if (result < 0 && result != -Errno.EAGAIN) {
            throw new IOException("sending: " + Errno.text(-result));
        }
    }

    /** Whether something may have come into the socket's error queue since this was asked last. */
    boolean takeErrors() {
        boolean any = hasErrors && !closed;
        hasErrors = false;
        return any;
    }

    /** The descriptor is not used again. */
    void close() {
        closed = true;
    }
}
