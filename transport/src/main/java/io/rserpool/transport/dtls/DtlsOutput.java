package io.rserpool.transport.dtls;

import io.rserpool.transport.system.NativeBuffer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Makes datagrams of what connections have to say. */
final class DtlsOutput {
    private static final int BUFFER = 1 << 16;

    /** The kernel's limits for one call. */
    private static final int MOST_SEGMENTS = 64;

    private static final int MOST_BYTES = 65_504;

    private final DtlsPeers.Below below;
    private final int mtu;
    private final NativeBuffer out = new NativeBuffer(BUFFER, ByteOrder.BIG_ENDIAN);
    private final NativeBuffer flight = new NativeBuffer(BUFFER, ByteOrder.BIG_ENDIAN);

    /** @param mtu the longest datagram of a handshake in bytes */
    DtlsOutput(DtlsPeers.Below below, int mtu) {
        this.below = below;
        this.mtu = mtu;
    }

    /** Sends packets, each in a datagram of its own. */
    void encrypt(DtlsPeer peer, DtlsConnection connection, NativeBuffer packets, int length, int segment) {
        int end = 0;
        int size = 0;
        int count = 0;
        for (int at = 0; at < length; at += segment) {
            int packet = Math.min(segment, length - at);
            if (!connection.write(packets.address + at, packet)) {
                break;
            }
            int sealed = connection.take(out.address + end, BUFFER - end);
            peer.sent.add(out.bytes, end, sealed, packets.bytes, at, packet);
            size = count == 0 ? sealed : size;
            end += sealed;
            count++;
            if (count == MOST_SEGMENTS || end + size > MOST_BYTES || sealed != size) {
                below.send(out, end, size, peer.address);
                end = 0;
                count = 0;
            }
        }
        if (end > 0) {
            below.send(out, end, size, peer.address);
        }
    }

    /** Sends what a handshake has to say: records, as many in a datagram as fit. */
    void flush(DtlsPeer peer, DtlsConnection connection) {
        flush(connection, peer.address, peer.early.peek(), peer.sent);
    }

    /** Likewise, to somebody of whom nothing is kept. */
    void flush(DtlsConnection connection, InetSocketAddress to) {
        flush(connection, to, null, null);
    }

    private void flush(
            DtlsConnection connection, InetSocketAddress to, byte @Nullable [] early, @Nullable SentDatagrams sent) {
        while (connection.pending() > 0) {
            int length = connection.take(flight.address, BUFFER);
            for (int start = 0; start < length; ) {
                int size = datagram(start, length);
                out.bytes.clear().put(0, flight.bytes, start, size);
                if (early != null && sent != null) {
                    sent.add(out.bytes, 0, size, ByteBuffer.wrap(early), 0, early.length);
                }
                below.send(out, size, size, to);
                start += size;
            }
        }
    }

    /** The length of the records that begin here and fit into a datagram; one in any case. */
    private int datagram(int start, int length) {
        int end = start + DtlsRecord.length(flight.bytes, start);
        while (end < length && end + DtlsRecord.length(flight.bytes, end) - start <= mtu) {
            end += DtlsRecord.length(flight.bytes, end);
        }
        return Math.min(end, length) - start;
    }

    /** Tells somebody that what he sends belongs to no connection. */
    void hint(InetSocketAddress to) {
        int length = DtlsRecord.writeHint(out.bytes);
        below.send(out, length, length, to);
    }
}
