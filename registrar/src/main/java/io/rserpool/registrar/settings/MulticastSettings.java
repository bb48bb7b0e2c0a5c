package io.rserpool.registrar.settings;

import java.net.InetSocketAddress;

/**
 * Where a registrar announces itself.
 *
 * @param group IP address and UDP port of a multicast group
 * @param timeToLive routers that announcements may pass + 1, 0 to 255
 */
public record MulticastSettings(InetSocketAddress group, int timeToLive) {}
