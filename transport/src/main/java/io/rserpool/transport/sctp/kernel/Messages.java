package io.rserpool.transport.sctp.kernel;

import io.rserpool.transport.system.LibC;
import io.rserpool.transport.system.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Sends and receives messages and notifications (RFC 6458 sections 5 and 6), on memory that is used again. */
final class Messages {
    private static final int HEADER_SIZE = 56;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int FLAGS = 48;
    private static final int CMSG_HEADER = 16;

    private static final int RECEIVED = 0;
    private static final int RECEIVE_VECTOR = 64;
    private static final int RECEIVE_CONTROL = 96;
    private static final int RECEIVE_CONTROL_SIZE = 160;
    private static final int SENT = 256;
    private static final int SEND_VECTOR = 320;
    private static final int SEND_CONTROL = 352;
    private static final int SENDINFO_SIZE = 16;

    private final LibC libc;
    private final NativeBuffer headers = new NativeBuffer(512, ByteOrder.nativeOrder());
    private final ByteBuffer bytes = headers.bytes;
    private final NativeBuffer out;

    /** What was received. */
    final NativeBuffer in;

    /** Where the struct sctp_rcvinfo of what was received is; 0 = there is none. */
    private int information;

    private boolean more;

    Messages(LibC libc, int longestMessage) {
        this.libc = libc;
        in = new NativeBuffer(Math.max(longestMessage, 4096), ByteOrder.nativeOrder());
        out = new NativeBuffer(longestMessage, ByteOrder.nativeOrder());
        header(RECEIVED, RECEIVE_VECTOR, RECEIVE_CONTROL, in);
        header(SENT, SEND_VECTOR, SEND_CONTROL, out);
        bytes.putLong(SENT + CONTROL_LENGTH, CMSG_HEADER + SENDINFO_SIZE);
        bytes.putLong(SEND_CONTROL, CMSG_HEADER + SENDINFO_SIZE);
        bytes.putInt(SEND_CONTROL + 8, Sctp.IPPROTO_SCTP).putInt(SEND_CONTROL + 12, Sctp.CMSG_SNDINFO);
    }

    private void header(int at, int vector, int control, NativeBuffer data) {
        for (int i = 0; i < HEADER_SIZE; i++) {
            bytes.put(at + i, (byte) 0);
        }
        bytes.putLong(at + 16, headers.address + vector).putLong(at + 24, 1);
        bytes.putLong(at + CONTROL, headers.address + control);
        bytes.putLong(vector, data.address).putLong(vector + 8, data.bytes.capacity());
    }

    /**
     * Sends a message, which it copies.
     *
     * @return 0 or more, or a negative error number
     */
    int send(int socket, int association, int stream, int ppid, int flags, ByteBuffer payload) {
        return send(socket, association, stream, ppid, flags, false, payload);
    }

    /** @param more whether another message follows, for which this one waits, to leave in the same packet */
    int send(int socket, int association, int stream, int ppid, int flags, boolean more, ByteBuffer payload) {
        int length = payload.remaining();
        out.bytes.put(0, payload, payload.position(), length);
        bytes.putLong(SEND_VECTOR + 8, length);
        int at = SEND_CONTROL + CMSG_HEADER;
        bytes.putShort(at, (short) stream).putShort(at + 2, (short) flags);
        bytes.putInt(at + 4, network(ppid)).putInt(at + 8, 0).putInt(at + 12, association);
        int options = Sctp.MSG_DONTWAIT | Sctp.MSG_NOSIGNAL | (more ? Sctp.MSG_MORE : 0);
        return libc.sendmsg(socket, headers.address + SENT, options);
    }

    /**
     * Reads a message or notification, or a part of one, into {@link #in}.
     *
     * @return its length, or a negative error number
     */
    int receive(int socket) {
        bytes.putLong(RECEIVED + CONTROL_LENGTH, RECEIVE_CONTROL_SIZE).putInt(RECEIVED + FLAGS, 0);
        int length = libc.recvmsg(socket, headers.address + RECEIVED, Sctp.MSG_DONTWAIT);
        information = 0;
        more = false;
        if (length >= 0) {
            findInformation();
        }
        return length;
    }

    private void findInformation() {
        int end = RECEIVE_CONTROL + (int) bytes.getLong(RECEIVED + CONTROL_LENGTH);
        for (int at = RECEIVE_CONTROL; at + CMSG_HEADER <= end; ) {
            if (bytes.getInt(at + 12) == Sctp.CMSG_RCVINFO) {
                information = at + CMSG_HEADER;
            } else if (bytes.getInt(at + 12) == Sctp.CMSG_NXTINFO) {
                more = true;
            }
            at += ((int) bytes.getLong(at) + 7) & ~7;
        }
    }

    /** Whether something else is there to be read, as far as the kernel told. */
    boolean more() {
        return more;
    }

    boolean isNotification() {
        return (bytes.getInt(RECEIVED + FLAGS) & Sctp.MSG_NOTIFICATION) != 0;
    }

    boolean isEndOfMessage() {
        return (bytes.getInt(RECEIVED + FLAGS) & Sctp.MSG_EOR) != 0;
    }

    /** The association that a message came by; 0 = unknown. */
    int association() {
        return information == 0 ? 0 : bytes.getInt(information + 24);
    }

    int stream() {
        return information == 0 ? 0 : Short.toUnsignedInt(bytes.getShort(information));
    }

    boolean unordered() {
        return information != 0 && (bytes.getShort(information + 4) & Sctp.FLAG_UNORDERED) != 0;
    }

    int ppid() {
        return information == 0 ? 0 : network(bytes.getInt(information + 8));
    }

    private static int network(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Integer.reverseBytes(value) : value;
    }
}
