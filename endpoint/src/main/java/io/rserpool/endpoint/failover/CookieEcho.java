package io.rserpool.endpoint.failover;

/** {@link FailoverMode#COOKIE}: the state is in the cookie that the element left with its user. */
final class CookieEcho implements Failover {
    @Override
    public boolean isProtected() {
        return true;
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
