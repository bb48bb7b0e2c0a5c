package io.rserpool.handlespace;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.codec.EncodedPoolElement;
import io.rserpool.protocol.parameter.PoolElementParameter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A pool element as a registrar knows it. Changed by its {@link Handlespace} only. Its attributes are kept as they
 * go on the wire: there may be a million.
 */
public final class PoolElement extends TreeNode<PoolElement> {
    /** No deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    private final Pool pool;
    private final int id;
    private byte[] bytes;
    private long expiry = NEVER;
    private long keepAlive = NEVER;
    private int unreachableReports;
    private int syncMark;

    final Ownership.Owned owned;

    /** The association it is registered over, and the ring of that association's elements. */
    @Nullable
    Registrant registrant;

    PoolElement previous = this;
    PoolElement next = this;

    /** Where it is in {@link Deadlines}, or −1. */
    int heapIndex = -1;

    /** Where it is in an {@link OrderedSelection}. */
    @Nullable
    Place place;

    /** Where it is in a {@link RandomSelection}. */
    int slot = -1;

    /** See {@link PolicyValues}. */
    int base;

    int charge;

    /** What selections have added to the load since the registration, unsigned. */
    int degradation;

    PoolElement(Pool pool, Ownership owner, PoolElementParameter parameter) {
        this.pool = pool;
        this.id = parameter.identifier().value();
        this.owned = new Ownership.Owned(this, owner);
        this.bytes = EncodedPoolElement.encode(parameter);
        evaluate(parameter);
    }

    private void evaluate(PoolElementParameter parameter) {
        base = PolicyValues.base(parameter.policy());
        charge = PolicyValues.charge(parameter.policy());
    }

    Pool pool() {
        return pool;
    }

    int id() {
        return id;
    }

    /** Its place in the order of downloads. */
    public Position position() {
        return new Position(pool.handle(), identifier());
    }

    public PoolHandle handle() {
        return pool.handle();
    }

    public PeIdentifier identifier() {
        return new PeIdentifier(id);
    }

    public ServerId home() {
        return owned.owner.home();
    }

    /** Its attributes, made anew with each call. */
    public PoolElementParameter parameter() {
        return EncodedPoolElement.decode(bytes);
    }

    /** As on the wire: see {@link PoolElementParameter#registrationLife}. */
    public int registrationLife() {
        return EncodedPoolElement.registrationLife(bytes);
    }

    /** Bytes that {@link #write} puts at most. */
    public int encodedLength() {
        return bytes.length;
    }

    /** Puts it as a Pool Element parameter without its ASAP transport, as pool users get it (RFC 5352 section 3.3). */
    public void write(ByteBuffer target) {
        EncodedPoolElement.writeWithoutAsapTransport(bytes, target);
    }

    /** Puts its policy as a parameter. */
    void writePolicy(ByteBuffer target) {
        EncodedPoolElement.writePolicy(bytes, target);
    }

    /** Takes new attributes, and returns the old ones. */
    byte[] replace(PoolElementParameter parameter) {
        var old = bytes;
        bytes = EncodedPoolElement.encode(parameter);
        evaluate(parameter);
        return old;
    }

    boolean hasPolicyOf(byte[] other) {
        return EncodedPoolElement.samePolicy(bytes, other);
    }

    boolean hasTransportOf(byte[] other) {
        return EncodedPoolElement.sameUserTransport(bytes, other);
    }

    void setHome(ServerId home) {
        EncodedPoolElement.setHome(bytes, home);
    }

    void degrade(int times) {
        for (int i = 0; i < times; i++) {
            degradation = (int) PolicyValues.sum(degradation, charge);
        }
    }

    /** The association it is registered over, if it is registered here. */
    public @Nullable Object association() {
        return registrant == null ? null : registrant.association();
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
