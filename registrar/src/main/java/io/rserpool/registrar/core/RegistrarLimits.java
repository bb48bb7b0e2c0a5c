package io.rserpool.registrar.core;

import io.rserpool.handlespace.HandlespaceLimits;
import io.rserpool.protocol.DecoderLimits;

/**
 * Bounds of what peers can make a registrar do.
 *
 * @param resolutionsPerSecond handle resolutions of one association, more are refused
 * @param reportsPerSecond unreachability reports of one association, more are dropped
 * @param keepAlivesPerSecond keep-alives sent in all
 * @param itemsPerResolution most elements in one answer
 * @param peers most other registrars
 * @param downloads most handle table downloads by other registrars under way; more are rejected
 * @param subscriptions of dynamic updates
 */
public record RegistrarLimits(
        HandlespaceLimits handlespace,
        DecoderLimits decoder,
        int resolutionsPerSecond,
        int reportsPerSecond,
        int keepAlivesPerSecond,
        int itemsPerResolution,
        int peers,
        int downloads,
        SubscriptionLimits subscriptions) {
    public static final RegistrarLimits DEFAULT = new RegistrarLimits(
            HandlespaceLimits.DEFAULT, DecoderLimits.DEFAULT, 2_000, 100, 200, 128, 64, 16, SubscriptionLimits.DEFAULT);

    public RegistrarLimits withHandlespace(HandlespaceLimits limits) {
        return new RegistrarLimits(
                limits,
                decoder,
                resolutionsPerSecond,
                reportsPerSecond,
                keepAlivesPerSecond,
                itemsPerResolution,
                peers,
                downloads,
                subscriptions);
    }

    public RegistrarLimits withPeers(int most) {
        return new RegistrarLimits(
                handlespace,
                decoder,
                resolutionsPerSecond,
                reportsPerSecond,
                keepAlivesPerSecond,
                itemsPerResolution,
                most,
                downloads,
                subscriptions);
    }

    public RegistrarLimits withDownloads(int most) {
        return new RegistrarLimits(
                handlespace,
                decoder,
                resolutionsPerSecond,
                reportsPerSecond,
                keepAlivesPerSecond,
                itemsPerResolution,
                peers,
                most,
                subscriptions);
    }
}
