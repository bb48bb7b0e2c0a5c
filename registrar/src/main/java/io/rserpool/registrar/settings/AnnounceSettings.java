package io.rserpool.registrar.settings;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How a registrar announces itself to elements and users.
 *
 * @param group multicast address and UDP port, such as {@link #IANA}
 * @param timeToLive 0 to 255; 0 = on this host only, 1 = in this network
 * @param rsplib without transports, every cycle ± 12.5 %, as RSPLIB does; else with transports, and (number of
 *     registrars) × cycle (RFC 5352 section 3.6)
 * @param cycle T6-Serverannounce
 */
public record AnnounceSettings(InetSocketAddress group, int timeToLive, boolean rsplib, Duration cycle) {
    /** The group that RFC 5352 section 8 has assigned; FF0X::133 in IPv6. */
    public static final String IANA = "224.0.1.185:3863";

    /** The group of RSPLIB. */
    public static final String RSPLIB = "239.0.0.50:3863";

    /** T6-Serverannounce of RFC 5352 section 7.1. */
    public static final Duration T6_ANNOUNCE = Duration.ofSeconds(1);
}
