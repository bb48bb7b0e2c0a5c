package io.rserpool.transport.sctp.usrsctp;

import io.rserpool.transport.system.Errno;
import io.rserpool.transport.system.LibC;
import io.rserpool.transport.system.NativeBuffer;
import io.rserpool.transport.system.SocketAddresses;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A UDP socket's error queue (IP_RECVERR, ip(7)): what ICMP says of datagrams that were sent. Only a port unreachable of the
 * destination itself is passed on; all else (no route, a firewall's refusal elsewhere, time to live) may be over in a moment.
 * Each error is returned by the next call that sends or receives, too, as {@link Errno#mayBeIcmp} says.
 */
final class ErrorQueue {
    private static final System.Logger LOG = System.getLogger(ErrorQueue.class.getName());

    /** Errors in a call of {@link #read}: a flood of them waits for its turn. */
    static final int MOST = 16;

    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_ERRQUEUE = 0x2000;
    private static final int SOL_IP = 0;
    private static final int IP_RECVERR = 11;
    private static final int SOL_IPV6 = 41;
    private static final int IPV6_RECVERR = 25;

    /** Who says so, and what: struct sock_extended_err. */
    private static final int ORIGIN_ICMP = 2;

    private static final int ORIGIN_ICMP6 = 3;
    private static final int ICMP_UNREACHABLE = 3;
    private static final int ICMP_PORT = 3;
    private static final int ICMP6_UNREACHABLE = 1;
    private static final int ICMP6_PORT = 4;

    /** Offsets in the scratch memory: struct msghdr, its vector, name and control data. */
    private static final int NAME_LENGTH = 8;

    private static final int CONTROL_LENGTH = 40;
    private static final int VECTOR = 64;
    private static final int NAME = 96;
    private static final int CONTROL = NAME + SocketAddresses.STORAGE_SIZE;
    private static final int CONTROL_SIZE = 128;

    /** Within the control data: struct cmsghdr, struct sock_extended_err, the offender's address. */
    private static final int LEVEL = CONTROL + 8;

    private static final int TYPE = CONTROL + 12;
    private static final int ORIGIN = CONTROL + 20;
    private static final int OFFENDER = CONTROL + 32;

    private final LibC libc = new LibC();
    private final NativeBuffer scratch = new NativeBuffer(CONTROL + CONTROL_SIZE, ByteOrder.nativeOrder());
    private final ByteBuffer bytes = scratch.bytes;
    private final NativeBuffer quoted = new NativeBuffer(64, ByteOrder.BIG_ENDIAN);
    private final int socket;
    private final int level;
    private final int option;

    ErrorQueue(int socket, boolean six) {
        this.socket = socket;
        level = six ? SOL_IPV6 : SOL_IP;
        option = six ? IPV6_RECVERR : IP_RECVERR;
        bytes.putLong(0, scratch.address + NAME);
        bytes.putLong(16, scratch.address + VECTOR).putLong(24, 1).putLong(32, scratch.address + CONTROL);
        bytes.putLong(VECTOR, quoted.address).putLong(VECTOR + 8, quoted.bytes.capacity());
        bytes.putInt(NAME, 1);
        int result = libc.setsockopt(socket, level, option, scratch.address + NAME, 4);
        if (result < 0) {
            LOG.log(Level.DEBUG, "ICMP is not told of here: {0}", Errno.text(-result));
        }
    }

    /** Takes errors from the queue. The socket stays ready to be read as long as there are more. */
    void read(PacketSocket.Refusals refusals) {
        for (int i = 0; i < MOST; i++) {
            bytes.putInt(NAME_LENGTH, SocketAddresses.STORAGE_SIZE).putLong(CONTROL_LENGTH, CONTROL_SIZE);
            int length = libc.recvmsg(socket, scratch.address, MSG_ERRQUEUE | MSG_DONTWAIT);
            if (length < 0) {
                return;
            }
            if (isPortUnreachable() && length >= Packet.HEADER) {
                var to = SocketAddresses.address(bytes, NAME);
                if (to.equals(SocketAddresses.address(bytes, OFFENDER))) {
                    quoted.bytes.clear().limit(length);
                    refusals.refused(new InetSocketAddress(to, SocketAddresses.port(bytes, NAME)), quoted.bytes);
                }
            }
        }
    }

    /** No other control data was asked for. */
    private boolean isPortUnreachable() {
        if (bytes.getLong(CONTROL_LENGTH) == 0 || bytes.getInt(LEVEL) != level || bytes.getInt(TYPE) != option) {
            return false;
        }
        int type = bytes.get(ORIGIN + 1);
        int code = bytes.get(ORIGIN + 2);
        return switch (bytes.get(ORIGIN)) {
            case ORIGIN_ICMP -> type == ICMP_UNREACHABLE && code == ICMP_PORT;
            case ORIGIN_ICMP6 -> type == ICMP6_UNREACHABLE && code == ICMP6_PORT;
            default -> false;
        };
    }
}
