package io.rserpool.registrar.settings;

import java.time.Duration;

/**
 * Bounds of dynamic updates (RFC 5352 section 2.2.5). Who asks for more is answered without them (A bit 0).
 *
 * @param perAssociation most pools that one pool user is told of
 * @param inAll most subscriptions
 * @param updatesPerSecond most updates sent in all; later ones wait, and say what is true when they go
 * @param interval least time between two updates of the same pool to the same pool user
 */
public record SubscriptionLimits(int perAssociation, int inAll, int updatesPerSecond, Duration interval) {
    public static final SubscriptionLimits DEFAULT =
            new SubscriptionLimits(64, 100_000, 10_000, Duration.ofMillis(100));
}
