package io.rserpool.endpoint.session;

import io.rserpool.endpoint.asap.PoolElementAddress;
import io.rserpool.endpoint.failover.FailoverMode;

/**
 * A session went on at another element.
 *
 * @param from the element that failed
 * @param to the element that serves now
 * @param kind how it failed
 * @param cause what happened, in words
 * @param detectionNanos from the last sign of life of the failed element that concerned a session to
 *     when its failure was known; large if nothing was going on
 * @param switchNanos from when the failure was known to when the new element had caught up
 * @param skippedBytes of the answer that the client had already
 * @param replayedBytes of the client that were sent again
 * @param cookieEchoed whether the new element was sent a cookie of the old one ({@link FailoverMode#ECHO}, {@link FailoverMode#COOKIE})
 */
public record FailoverEvent(
        PoolElementAddress from,
        PoolElementAddress to,
        FailureKind kind,
        String cause,
        long detectionNanos,
        long switchNanos,
        long skippedBytes,
        long replayedBytes,
        boolean cookieEchoed) {}
