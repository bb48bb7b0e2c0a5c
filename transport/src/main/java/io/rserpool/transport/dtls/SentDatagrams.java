package io.rserpool.transport.dtls;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The beginnings of the last datagrams, and of the packets in them: a host that says that one could not be delivered quotes it, and nobody else knows it.
 */
final class SentDatagrams {
    private static final int KEPT = 8;
    private static final int DATAGRAM = 64;
    private static final int PACKET = 20;

    /** Beyond what can be guessed: a header, the sequence number, and this much that is random. */
    private static final int SHORTEST = DtlsRecord.HEADER + 8 + 8;

    private byte @Nullable [] datagrams;

    private byte @Nullable [] packets;
    private final short[] lengths = new short[KEPT];
    private final short[] packetLengths = new short[KEPT];
    private int next;

    void add(ByteBuffer datagram, int at, int length, ByteBuffer packet, int packetAt, int packetLength) {
        if (datagrams == null || packets == null) {
            datagrams = new byte[KEPT * DATAGRAM];
            packets = new byte[KEPT * PACKET];
        }
        int kept = Math.min(length, DATAGRAM);
        int keptPacket = Math.min(packetLength, PACKET);
        datagram.get(at, datagrams, next * DATAGRAM, kept);
        packet.get(packetAt, packets, next * PACKET, keptPacket);
        lengths[next] = (short) kept;
        packetLengths[next] = (short) keptPacket;
        next = (next + 1) % KEPT;
    }

    /** The beginning of the packet that was in a quoted datagram; null = it is none of ours, or too old, or the quotation proves nothing. */
    @Nullable
    ByteBuffer packet(ByteBuffer quoted) {
        if (datagrams == null || packets == null || quoted.limit() < SHORTEST) {
            return null;
        }
        for (int i = 0; i < KEPT; i++) {
            int length = Math.min(lengths[i], quoted.limit());
            if (length >= SHORTEST
                    && quoted.slice(0, length).equals(ByteBuffer.wrap(datagrams, i * DATAGRAM, length))) {
                return ByteBuffer.wrap(packets, i * PACKET, packetLengths[i]).slice();
            }
        }
        return null;
    }
}
