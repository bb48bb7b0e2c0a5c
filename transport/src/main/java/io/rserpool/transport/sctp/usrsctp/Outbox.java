package io.rserpool.transport.sctp.usrsctp;

import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.system.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Packets on their way out, until the event loop has finished its turn. What goes to the same peer leaves together and in
 * order: chunks are bundled into one packet as long as it has room (RFC 9260 section 6.10), and packets of the same length
 * take one system call.
 */
final class Outbox {
    /** The kernel's limit for one call. */
    private static final int MOST_SEGMENTS = 64;

    private final EventLoop loop;
    private final Runnable turnIsOver = this::turnIsOver;
    private final NativeBuffer buffer = new NativeBuffer(UsrsctpConfig.LARGEST_PACKET, ByteOrder.BIG_ENDIAN);
    private final ByteBuffer bytes = buffer.bytes;
    private boolean scheduled;

    /** Where all of them go; null = there are none. */
    private @Nullable Path path;

    private int packets;

    /** The length of each packet but the last, once there are two. */
    private int segment;

    /** Where the last packet begins. */
    private int last;

    /** Where the last packet ends. */
    private int end;

    /** Whether chunks may follow those of the last packet, and whether they must be DATA. */
    private boolean open;

    private boolean hasData;

    Outbox(EventLoop loop) {
        this.loop = loop;
    }

    /** What is in it. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** Where the last packet ends in it. */
    int end() {
        return end;
    }

    /**
     * Takes a packet out of native memory; its ports become those that the peer knows.
     *
     * @return where its chunks begin, which end at {@link #end}
     */
    int add(Path to, MemorySegment memory, long packet, int length, ByteBuffer header) {
        int type = Packet.firstChunk(header);
        boolean bundles = type == Packet.DATA || isControlBeforeData(type);
        int chunks;
        if (to == path && bundles && takes(type, length, header)) {
            chunks = end;
            copy(memory, packet + Packet.HEADER, length - Packet.HEADER);
        } else {
            begin(to, length);
            chunks = end + Packet.HEADER;
            copy(memory, packet, length);
            bytes.putShort(last, (short) to.localPort).putShort(last + 2, (short) to.peerPort);
            hasData = false;
        }
        open = bundles && (end & 3) == 0;
        hasData = hasData || Packet.contains(bytes, chunks, end, Packet.DATA);
        if (!scheduled) {
            scheduled = true;
            loop.execute(turnIsOver);
        }
        return chunks;
    }

    private static boolean isControlBeforeData(int type) {
        return type == Packet.SACK || type == Packet.HEARTBEAT || type == Packet.HEARTBEAT_ACK;
    }

    /** Whether the last packet has room for the chunks of this one. */
    private boolean takes(int type, int length, ByteBuffer header) {
        int room = packets > 1 ? segment : to().transport.packetSize();
        return open
                && (type == Packet.DATA || !hasData)
                && end - last + length - Packet.HEADER <= room
                && end + length - Packet.HEADER <= bytes.capacity()
                && bytes.getInt(last + 4) == Packet.verificationTag(header);
    }

    private Path to() {
        return Objects.requireNonNull(path);
    }

    /** Makes place for a packet, behind the others if it may leave together with them. */
    private void begin(Path to, int length) {
        if (to != path || !isSegment(length)) {
            flush();
        }
        path = to;
        if (packets == 1) {
            segment = end;
        }
        packets++;
        last = end;
    }

    private boolean isSegment(int length) {
        int longest = packets > 1 ? segment : end;
        return to().transport.sendsSegments()
                && packets < MOST_SEGMENTS
                && end - last == longest
                && length <= longest
                && end + length <= bytes.capacity();
    }

    private void copy(MemorySegment memory, long from, int length) {
        MemorySegment.copy(memory, from, buffer.segment, end, length);
        end += length;
    }

    private void turnIsOver() {
        scheduled = false;
        flush();
    }

    /** Sends everything now. */
    void flush() {
        var to = path;
        if (to != null) {
            path = null;
            int length = end;
            int size = packets > 1 ? segment : length;
            packets = 0;
            last = 0;
            end = 0;
            to.transport.transmit(buffer, length, size, to.peer);
        }
    }
}
