package io.rserpool.simulation.network;

import java.time.Duration;

/**
 * What a link does to packets.
 *
 * @param latency least delay of a packet, one way
 * @param jitter what comes on top, evenly distributed: packets of different streams overtake each other
 * @param loss share of packets that are lost, 0 to below 1. Lost messages come late, after retransmissions;
 *     too many losses in a row are the end of the association
 */
public record LinkQuality(Duration latency, Duration jitter, double loss) {
    /** 1 ms, always. */
    public static final LinkQuality GOOD = new LinkQuality(Duration.ofMillis(1), Duration.ZERO, 0);

    public LinkQuality {
        if (latency.isNegative() || jitter.isNegative() || loss < 0 || loss >= 1) {
            throw new IllegalArgumentException("no link is like this: " + latency + ", " + jitter + ", " + loss);
        }
    }
}
