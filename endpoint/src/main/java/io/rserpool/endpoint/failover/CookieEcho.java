package io.rserpool.endpoint.failover;

import org.jspecify.annotations.Nullable;

/** {@link FailoverMode#ECHO}: the state is in the cookie that the element left with its user. */
final class CookieEcho implements Failover {
    private byte @Nullable [] last;

    @Override
    public @Nullable Unprotected unprotected() {
        return null;
    }

    @Override
    public void left(byte[] bytes) {
        last = bytes;
    }

    @Override
    public byte @Nullable [] cookie() {
        return last;
    }

    @Override
    public boolean endsByUserOnly() {
        return true;
    }
}
