package io.rserpool.transport.diag;

import io.rserpool.transport.system.Errno;
import io.rserpool.transport.system.LibC;
import io.rserpool.transport.system.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A netlink socket (netlink(7)) that asks, and never waits: the kernel answers within the call that asks. */
final class Netlink implements AutoCloseable {
    /** Takes the messages of an answer, each from the position behind its header to its limit. */
    interface Reader {
        void read(ByteBuffer message);
    }

    /** What is left of an answer beyond this is not waited for. */
    static final int MOST_DATAGRAMS = 64;

    static final int HEADER_SIZE = 16;
    static final int REQUEST = 0x1;
    static final int DUMP = 0x300;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_TRUNC = 0x20;

    private static final int TYPE = 4;
    private static final int SEQUENCE = 8;
    private static final int ERROR = 2;
    private static final int DONE = 3;

    private static final int SEND_HEADER = 0;
    private static final int SEND_VECTOR = 56;
    private static final int RECEIVE_HEADER = 80;
    private static final int RECEIVE_VECTOR = 136;
    private static final int RECEIVE_FLAGS = RECEIVE_HEADER + 48;
    private static final int ANSWER_SIZE = 32 * 1024;

    private final int protocol;
    private final LibC libc = new LibC();
    private final NativeBuffer headers = new NativeBuffer(160, ByteOrder.nativeOrder());
    private final NativeBuffer out = new NativeBuffer(256, ByteOrder.nativeOrder());
    private final NativeBuffer in = new NativeBuffer(ANSWER_SIZE, ByteOrder.nativeOrder());
    private int descriptor = -1;
    private int sequence;
    private long datagrams;
    private long bytes;

    Netlink(int protocol) {
        this.protocol = protocol;
        vector(SEND_HEADER, SEND_VECTOR, out);
        vector(RECEIVE_HEADER, RECEIVE_VECTOR, in);
    }

    private void vector(int header, int vector, NativeBuffer data) {
        headers.bytes.putLong(header + 16, headers.address + vector).putLong(header + 24, 1);
        headers.bytes.putLong(vector, data.address).putLong(vector + 8, data.bytes.capacity());
    }

    /** Datagrams read so far. */
    long datagrams() {
        return datagrams;
    }

    /** Bytes read so far. */
    long bytes() {
        return bytes;
    }

    /** Where the body of the next request is to be written: cleared, its position behind the header. */
    ByteBuffer request() {
        for (int at = 0; at < out.bytes.capacity(); at += Long.BYTES) {
            out.bytes.putLong(at, 0);
        }
        return out.bytes.clear().position(HEADER_SIZE);
    }

    /**
     * Sends the request that was written, and reads its answer.
     *
     * @return 0 when the answer is whole, or a negative error number
     */
    int ask(int type, int flags, Reader reader) {
        int result = descriptor >= 0 ? 0 : open();
        if (result == 0) {
            result = send(type, flags);
        }
        boolean dump = (flags & DUMP) != 0;
        for (int i = 0; result == 0; i++) {
            result = i < MOST_DATAGRAMS ? receive(dump, reader) : -Errno.EMSGSIZE;
        }
        if (result < 0 && result != -Errno.ENOENT) {
            close(); // what is still to come would be taken for the next answer
        }
        return Math.min(result, 0);
    }

    private int open() {
        int result = libc.socket(AF_NETLINK, SOCK_RAW_NONBLOCK_CLOEXEC, protocol);
        descriptor = result;
        return Math.min(result, 0);
    }

    private int send(int type, int flags) {
        var message = out.bytes;
        int length = message.position();
        message.putInt(0, length).putShort(TYPE, (short) type).putShort(TYPE + 2, (short) (REQUEST | flags));
        message.putInt(SEQUENCE, ++sequence);
        headers.bytes.putLong(SEND_VECTOR + 8, length);
        return Math.min(libc.sendmsg(descriptor, headers.address + SEND_HEADER, MSG_DONTWAIT), 0);
    }

    /** Reads a datagram: 0 = more follow, 1 = that was the answer's end, or a negative error number. */
    private int receive(boolean dump, Reader reader) {
        int length = libc.recvmsg(descriptor, headers.address + RECEIVE_HEADER, MSG_DONTWAIT);
        if (length < 0) {
            return length;
        }
        datagrams++;
        bytes += length;
        if ((headers.bytes.getInt(RECEIVE_FLAGS) & MSG_TRUNC) != 0) {
            return -Errno.EMSGSIZE;
        }
        return messages(length, dump, reader);
    }

    private int messages(int length, boolean dump, Reader reader) {
        var answer = in.bytes;
        for (int at = 0; at + HEADER_SIZE <= length; ) {
            int size = answer.getInt(at);
            if (size < HEADER_SIZE || size > length - at) {
                return -Errno.EBADMSG;
            }
            if (answer.getInt(at + SEQUENCE) == sequence) {
                int type = answer.getShort(at + TYPE);
                if (type == DONE) {
                    return 1;
                } else if (type == ERROR) {
                    return size < HEADER_SIZE + 4 ? -Errno.EBADMSG : Math.min(answer.getInt(at + HEADER_SIZE), 0);
                }
                reader.read(answer.slice(at + HEADER_SIZE, size - HEADER_SIZE).order(ByteOrder.nativeOrder()));
                if (!dump) {
                    return 1;
                }
            }
            at += size + 3 & ~3;
        }
        return 0;
    }

    @Override
    public void close() {
        if (descriptor >= 0) {
            libc.close(descriptor);
            descriptor = -1;
        }
    }
}
