package io.rserpool.handlespace;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.parameter.PoolElementParameter;
import org.jspecify.annotations.Nullable;

/** A pool element as a registrar knows it. Changed by its {@link Handlespace} only. */
public final class PoolElement {
    /** No deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    private final Pool pool;
    private final Position position;
    private PoolElementParameter parameter;
    private @Nullable Object association;
    private int unreachableReports;
    private long expiry = NEVER;
    private long keepAlive = NEVER;
    private int syncMark;

    /** Position in the selection: see {@link SelectionRule}. */
    long seq;

    long round;
    long virtual;
    long degradation;
    long key1;
    long key2;

    /** Index in {@link RandomSelection}. */
    int slot = -1;

    PoolElement(Pool pool, PoolElementParameter parameter) {
        this.pool = pool;
        this.position = new Position(pool.handle(), parameter.identifier());
        this.parameter = parameter;
    }

    Pool pool() {
        return pool;
    }

    /** Its place in the order of downloads. */
    public Position position() {
        return position;
    }

    public PoolHandle handle() {
        return pool.handle();
    }

    public PeIdentifier identifier() {
        return parameter.identifier();
    }

    public ServerId home() {
        return parameter.home();
    }

    public PoolElementParameter parameter() {
        return parameter;
    }

    void setParameter(PoolElementParameter newParameter) {
        parameter = newParameter;
    }

    /** The association it is registered over, if it is registered here. */
    public @Nullable Object association() {
        return association;
    }

    void setAssociation(@Nullable Object newAssociation) {
        association = newAssociation;
    }

    /** Counts a report that it cannot be reached (RFC 5352 section 3.5) and gives the count. */
    public int countUnreachableReport() {
        return ++unreachableReports;
    }

    public void forgetUnreachableReports() {
        unreachableReports = 0;
    }

    /** When its registration ends, or {@link #NEVER}; in the caller's time. */
    public long expiry() {
        return expiry;
    }

    /** When its keep-alive is due, or {@link #NEVER}; in the caller's time. */
    public long keepAlive() {
        return keepAlive;
    }

    void setDeadlines(long newExpiry, long newKeepAlive) {
        expiry = newExpiry;
        keepAlive = newKeepAlive;
    }

    long deadline() {
        return Math.min(expiry, keepAlive);
    }

    /** Free use by a synchronisation that must know what it has seen. */
    public int syncMark() {
        return syncMark;
    }

    public void setSyncMark(int mark) {
        syncMark = mark;
    }

    @Override
    public String toString() {
        return handle() + "/" + identifier();
    }
}
