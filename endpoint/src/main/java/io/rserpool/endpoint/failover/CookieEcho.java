package io.rserpool.endpoint.failover;

import org.jspecify.annotations.Nullable;

/** {@link FailoverMode#COOKIE}: the state is in the cookie that the element left with its user. */
final class CookieEcho implements Failover {
    @Override
    public @Nullable Unprotected unprotected() {
        return null;
    }

    @Override
    public boolean echoesCookie() {
        return true;
    }

    @Override
    public boolean endsByUserOnly() {
        return true;
    }
}
