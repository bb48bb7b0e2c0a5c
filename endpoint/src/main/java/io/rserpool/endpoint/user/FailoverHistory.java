package io.rserpool.endpoint.user;

import io.rserpool.endpoint.asap.PoolElementAddress;
import io.rserpool.endpoint.session.FailoverEvent;
import io.rserpool.endpoint.session.FailureKind;
import org.jspecify.annotations.Nullable;

/** A session's failovers so far, and the one under way. */
final class FailoverHistory {
    private record Failure(PoolElementAddress element, FailureKind kind, String cause, long lastHeard, long knownAt) {}

    private final int maxFutile;
    private @Nullable Failure failure;
    private int completed;
    private int futile;
    private long deliveredAtLast;

    /** @param maxFutile failures in a row without a byte of answer that are too many */
    FailoverHistory(int maxFutile) {
        this.maxFutile = maxFutile;
    }

    int completed() {
        return completed;
    }

    /** Elements in a row that failed without a byte of answer. */
    int futile() {
        return futile;
    }

    /** An element that served the session failed; whether another one is to be tried. */
    boolean begin(
            PoolElementAddress element, FailureKind kind, String cause, long lastHeard, long now, long delivered) {
        futile = delivered > deliveredAtLast ? 0 : futile + 1;
        deliveredAtLast = delivered;
        failure = new Failure(element, kind, cause, lastHeard, now);
        return futile < maxFutile;
    }

    /** An element that served the session was left because it did not answer: nothing is said against the session. */
    void leave(PoolElementAddress element, FailureKind kind, String cause, long lastHeard, long now) {
        failure = new Failure(element, kind, cause, lastHeard, now);
    }

    /** Another one serves it; what is to be told of it, null if none had served it before. */
    @Nullable
    FailoverEvent complete(PoolElementAddress to, long now, long skipped, long replayed, boolean cookieEchoed) {
        var last = failure;
        failure = null;
        if (last == null) {
            return null;
        }
        completed++;
        return new FailoverEvent(
                last.element,
                to,
                last.kind,
                last.cause,
                last.knownAt - last.lastHeard,
                now - last.knownAt,
                skipped,
                replayed,
                cookieEchoed);
    }
}
