package io.rserpool.endpoint.session;

import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.failover.FailoverSettings;
import io.rserpool.protocol.asap.AsapMessage.BusinessCard;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a session is carried.
 *
 * @param mode what becomes of it when its element dies
 * @param failover what its mode is told
 * @param journalLimit bytes of the client kept for {@link FailoverMode#REPLAY}, 0 to 1 GiB. A client that
 *     sends more loses the guarantee: the session goes on, the next failure is a reset
 * @param failoverTimeout how long a living element is looked for, first or next, before the session fails
 * @param firstWithin how long an element is looked for before a byte has gone either way: for a user that has another way, and takes it at once when a
 *     registrar says that there is no element; null = as failoverTimeout, and an empty pool is waited for
 * @param maxFutileFailovers failovers in a row without a byte for the client after which the session is
 *     given up (what the client sent may be what kills the servers), 1 or more
 * @param client textual address of the client, told to the element; cut to 512 bytes
 * @param id what the user calls the session, told to the element for the logs of both; cut to 64 bytes; may be empty
 * @param direct how bytes travel to an element that does not multiplex
 * @param card told to each element at the beginning: for a user that is itself part of a pool (RFC 5352 section
 *     3.9); null = none
 */
public record SessionOptions(
        FailoverMode mode,
        FailoverSettings failover,
        int journalLimit,
        Duration failoverTimeout,
        @Nullable Duration firstWithin,
        int maxFutileFailovers,
        String client,
        String id,
        DirectOptions direct,
        @Nullable BusinessCard card) {
    public static final SessionOptions DEFAULT = new SessionOptions(
            FailoverMode.RECONNECT,
            FailoverSettings.DEFAULT,
            1 << 20,
            Duration.ofSeconds(30),
            null,
            16,
            "",
            "",
            DirectOptions.DEFAULT,
            null);

    public SessionOptions {
        if (journalLimit < 0 || journalLimit > 1 << 30) {
            throw new IllegalArgumentException("journal limit " + journalLimit + " is not within 0 to 1 GiB");
        }
        if (maxFutileFailovers < 1) {
            throw new IllegalArgumentException("at least one failover must be allowed, not " + maxFutileFailovers);
        }
    }

    public SessionOptions withMode(FailoverMode newMode) {
        return new SessionOptions(
                newMode,
                failover,
                journalLimit,
                failoverTimeout,
                firstWithin,
                maxFutileFailovers,
                client,
                id,
                direct,
                card);
    }

    public SessionOptions withFailover(FailoverSettings settings) {
        return new SessionOptions(
                mode,
                settings,
                journalLimit,
                failoverTimeout,
                firstWithin,
                maxFutileFailovers,
                client,
                id,
                direct,
                card);
    }

    public SessionOptions withJournalLimit(int bytes) {
        return new SessionOptions(
                mode, failover, bytes, failoverTimeout, firstWithin, maxFutileFailovers, client, id, direct, card);
    }

    public SessionOptions withFailoverTimeout(Duration timeout) {
        return new SessionOptions(
                mode, failover, journalLimit, timeout, firstWithin, maxFutileFailovers, client, id, direct, card);
    }

    public SessionOptions withFirstWithin(@Nullable Duration time) {
        return new SessionOptions(
                mode, failover, journalLimit, failoverTimeout, time, maxFutileFailovers, client, id, direct, card);
    }

    public SessionOptions withMaxFutileFailovers(int failovers) {
        return new SessionOptions(
                mode, failover, journalLimit, failoverTimeout, firstWithin, failovers, client, id, direct, card);
    }

    public SessionOptions withClient(String address) {
        return new SessionOptions(
                mode,
                failover,
                journalLimit,
                failoverTimeout,
                firstWithin,
                maxFutileFailovers,
                address,
                id,
                direct,
                card);
    }

    public SessionOptions withId(String newId) {
        return new SessionOptions(
                mode,
                failover,
                journalLimit,
                failoverTimeout,
                firstWithin,
                maxFutileFailovers,
                client,
                newId,
                direct,
                card);
    }

    public SessionOptions withDirect(DirectOptions options) {
        return new SessionOptions(
                mode,
                failover,
                journalLimit,
                failoverTimeout,
                firstWithin,
                maxFutileFailovers,
                client,
                id,
                options,
                card);
    }

    public SessionOptions withCard(BusinessCard newCard) {
        return new SessionOptions(
                mode,
                failover,
                journalLimit,
                failoverTimeout,
                firstWithin,
                maxFutileFailovers,
                client,
                id,
                direct,
                newCard);
    }
}
