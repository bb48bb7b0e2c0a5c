package io.rserpool.transport.sctp.usrsctp;

import java.nio.ByteBuffer;

/**
 * What a path still expects, read from its packets: it tells how finely the library's timers must be
 * driven, and how long a round trip takes.
 */
final class Outstanding {
    private static final int DATA_TSN = 4;
    private static final int SACK_CUMULATIVE_TSN = 4;

    private boolean dataSent;
    private int highestSent;
    private int acknowledged;
    private boolean control;
    private boolean heartbeat;
    private boolean sackDue;

    private boolean sampling;
    private int sampleTsn;
    private long sampleStart;
    private long heartbeatStart;
    private long smoothed;

    /** Whether an answer is awaited, or an acknowledgement of ours is held back. */
    boolean any() {
        return control || heartbeat || sackDue || (dataSent && highestSent - acknowledged > 0);
    }

    /** Smoothed round-trip time in ns, 0 before the first measurement. */
    long smoothedRtt() {
        return smoothed;
    }

    /** A packet was sent whose chunks are here. */
    void sent(ByteBuffer packet, int chunks, int end, long now) {
        for (int at = chunks; at + 4 <= end; at = Packet.nextChunk(packet, at, end)) {
            switch (packet.get(at) & 0xff) {
                case Packet.DATA -> sentData(packet, at, end, now);
                case Packet.SACK -> sackDue = false;
                case Packet.HEARTBEAT -> {
                    heartbeat = true;
                    heartbeatStart = now;
                }
                case Packet.INIT, Packet.COOKIE_ECHO, Packet.SHUTDOWN, Packet.SHUTDOWN_ACK -> control = true;
                default -> {}
            }
        }
    }

    private void sentData(ByteBuffer packet, int at, int end, long now) {
        if (at + DATA_TSN + 4 > end) {
            return;
        }
        int tsn = packet.getInt(at + DATA_TSN);
        if (!dataSent) {
            dataSent = true;
            acknowledged = tsn - 1;
            highestSent = tsn - 1;
        }
        if (tsn - highestSent > 0) {
            highestSent = tsn;
            if (!sampling) {
                sampling = true;
                sampleTsn = tsn;
                sampleStart = now;
            }
        } else if (sampling && tsn - sampleTsn <= 0) {
            sampling = false; // retransmitted: no telling which one is acknowledged (Karn)
        }
    }

    void received(ByteBuffer packet, long now) {
        int end = packet.limit();
        for (int at = Packet.HEADER; at + 4 <= end; at = Packet.nextChunk(packet, at, end)) {
            switch (packet.get(at) & 0xff) {
                case Packet.DATA -> sackDue = true;
                case Packet.SACK -> receivedSack(packet, at, end, now);
                case Packet.HEARTBEAT_ACK -> {
                    if (heartbeat) {
                        heartbeat = false;
                        sample(now - heartbeatStart);
                    }
                }
                case Packet.INIT_ACK, Packet.COOKIE_ACK, Packet.SHUTDOWN_ACK, Packet.SHUTDOWN_COMPLETE ->
                    control = false;
                default -> {}
            }
        }
    }

    private void receivedSack(ByteBuffer packet, int at, int end, long now) {
        if (at + SACK_CUMULATIVE_TSN + 4 > end || !dataSent) {
            return;
        }
        int tsn = packet.getInt(at + SACK_CUMULATIVE_TSN);
        if (tsn - acknowledged > 0) {
            acknowledged = tsn;
            if (sampling && tsn - sampleTsn >= 0) {
                sampling = false;
                sample(now - sampleStart);
            }
        }
    }

    private void sample(long rtt) {
        smoothed = smoothed == 0 ? rtt : smoothed + (rtt - smoothed) / 8;
    }
}
