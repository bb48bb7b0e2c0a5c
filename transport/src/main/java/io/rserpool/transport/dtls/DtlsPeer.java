package io.rserpool.transport.dtls;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** All that is known of one address pair. */
final class DtlsPeer {
    /** Packets that wait for the end of a handshake; what else is sent is as good as lost on the way. */
    private static final int MOST_EARLY = 4;

    final InetSocketAddress address;

    /** In use. */
    @Nullable
    DtlsConnection current;

    /** What was in use before: packets may still be under way. */
    @Nullable
    DtlsConnection former;

    /** Whose handshake is under way. */
    @Nullable
    DtlsConnection pending;

    /** By which repetitions of a first message are known. */
    byte[] random = {};

    long heard;
    long hinted;
    final Deque<byte[]> early = new ArrayDeque<>(1);
    final SentDatagrams sent = new SentDatagrams();

    DtlsPeer(InetSocketAddress address, long now) {
        this.address = address;
        this.heard = now;
        this.hinted = now - Long.MAX_VALUE / 2;
    }

    /** Keeps packets of this length each, as far as there is room. */
    void keep(ByteBuffer packets, int length, int segment) {
        for (int at = 0; at < length && early.size() < MOST_EARLY; at += segment) {
            var packet = new byte[Math.min(segment, length - at)];
            packets.get(at, packet);
            early.add(packet);
        }
    }

    static byte[] random(ByteBuffer clientHello) {
        var bytes = new byte[DtlsRecord.RANDOM_LENGTH];
        clientHello.get(DtlsRecord.RANDOM, bytes);
        return bytes;
    }

    boolean repeats(ByteBuffer clientHello) {
        return Arrays.equals(random, random(clientHello));
    }

    boolean isIdle() {
        return current == null && pending == null && former == null;
    }

    void close() {
        for (var each : new DtlsConnection[] {current, former, pending}) {
            if (each != null) {
                each.close();
            }
        }
        current = null;
        former = null;
        pending = null;
    }
}
