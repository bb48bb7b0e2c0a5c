package io.rserpool.endpoint.failover;

/** {@link FailoverMode#RECONNECT}: nothing is kept, and what an element has served dies with it. */
record Reconnect(boolean serverEnds) implements Failover {
    @Override
    public Unprotected unprotected() {
        return Unprotected.MODE;
    }
}
