package io.rserpool.endpoint.asap;

import io.rserpool.transport.udp.MulticastOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How registrars' announces are listened to.
 *
 * @param group that registrars announce themselves to; nothing is sent to it
 * @param atSourcePort an announce without transports means the SCTP port of the same number as the UDP port it
 *     comes from (RSPLIB), not port 3863 (RFC 5352 section 3.6)
 * @param overTcp the registrars' TCP ports are of interest, not the SCTP ones
 * @param outdate T7-ENRPoutdate: how long an address counts after the last announce of it
 */
public record AnnounceOptions(MulticastOptions group, boolean atSourcePort, boolean overTcp, Duration outdate) {
    /** T7-ENRPoutdate of RFC 5352 section 7.1. */
    public static final Duration T7_OUTDATE = Duration.ofSeconds(5);

    /**
     * Listens only.
     *
     * @param local one's own address, whose network interface is listened at
     */
    public static AnnounceOptions of(
            InetSocketAddress group, InetAddress local, boolean atSourcePort, boolean overTcp) {
        return new AnnounceOptions(new MulticastOptions(group, local, 0, 1), atSourcePort, overTcp, T7_OUTDATE);
    }
}
