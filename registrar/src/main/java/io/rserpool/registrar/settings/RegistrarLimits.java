package io.rserpool.registrar.settings;

import io.rserpool.handlespace.HandlespaceLimits;
import io.rserpool.protocol.DecoderLimits;

/**
 * Bounds of what peers can make a registrar do.
 *
 * @param rates how often
 * @param itemsPerResolution most elements in one answer
 * @param associations most associations with elements and users; more are aborted
 * @param associationsPerAddress most of these with one IP address
 * @param peers most other registrars; these may have twice as many associations, more are aborted
 * @param downloads most handle table downloads by other registrars under way; more are rejected
 * @param subscriptions of dynamic updates
 */
public record RegistrarLimits(
        HandlespaceLimits handlespace,
        DecoderLimits decoder,
        Rates rates,
        int itemsPerResolution,
        int associations,
        int associationsPerAddress,
        int peers,
        int downloads,
        SubscriptionLimits subscriptions) {

    /**
     * How many in a second.
     *
     * @param resolutions handle resolutions of one association, more are refused
     * @param poolResolutions the same for one pool, as RSPLIB's {@code -maxhrrate}
     * @param reports unreachability reports of one association, more are dropped
     * @param poolReports the same for one pool, as RSPLIB's {@code -maxeurate}
     * @param keepAlives keep-alives sent in all
     */
    public record Rates(int resolutions, int poolResolutions, int reports, int poolReports, int keepAlives) {
        public static final Rates DEFAULT = new Rates(2_000, 2_000, 100, 100, 200);
    }

    public static final RegistrarLimits DEFAULT = new RegistrarLimits(
            new HandlespaceLimits(10_000, 30_000, 20_000, 1_000),
            DecoderLimits.DEFAULT,
            Rates.DEFAULT,
            128,
            30_000,
            1_000,
            64,
            16,
            SubscriptionLimits.DEFAULT);

    public RegistrarLimits withRates(Rates newRates) {
        return new RegistrarLimits(
                handlespace,
                decoder,
                newRates,
                itemsPerResolution,
                associations,
                associationsPerAddress,
                peers,
                downloads,
                subscriptions);
    }

    public RegistrarLimits withDecoder(DecoderLimits newDecoder) {
        return new RegistrarLimits(
                handlespace,
                newDecoder,
                rates,
                itemsPerResolution,
                associations,
                associationsPerAddress,
                peers,
                downloads,
                subscriptions);
    }

    public RegistrarLimits withHandlespace(HandlespaceLimits newHandlespace) {
        return new RegistrarLimits(
                newHandlespace,
                decoder,
                rates,
                itemsPerResolution,
                associations,
                associationsPerAddress,
                peers,
                downloads,
                subscriptions);
    }

    public RegistrarLimits withAssociations(int newAssociations, int newPeers) {
        return new RegistrarLimits(
                handlespace,
                decoder,
                rates,
                itemsPerResolution,
                newAssociations,
                associationsPerAddress,
                newPeers,
                downloads,
                subscriptions);
    }

    public RegistrarLimits withAssociationsPerAddress(int most) {
        return new RegistrarLimits(
                handlespace, decoder, rates, itemsPerResolution, associations, most, peers, downloads, subscriptions);
    }

    public RegistrarLimits withSubscriptions(SubscriptionLimits newSubscriptions) {
        return new RegistrarLimits(
                handlespace,
                decoder,
                rates,
                itemsPerResolution,
                associations,
                associationsPerAddress,
                peers,
                downloads,
                newSubscriptions);
    }

    public RegistrarLimits withPeers(int most) {
        return withAssociations(associations, most);
    }

    public RegistrarLimits withDownloads(int most) {
        return new RegistrarLimits(
                handlespace,
                decoder,
                rates,
                itemsPerResolution,
                associations,
                associationsPerAddress,
                peers,
                most,
                subscriptions);
    }
}
