package io.rserpool.handlespace;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.TransportParameter;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A pool: at least one element. Policy type, transport type and transport use are those of the element
 * that made it (RFC 5352 section 3.1).
 */
public final class Pool {
    private final PoolHandle handle;
    private final PoolElementParameter founder;
    private final Selection selection;
    private final TreeMap<PeIdentifier, PoolElement> elements = new TreeMap<>();

    Pool(PoolHandle handle, PoolElementParameter founder, Selection selection) {
        this.handle = handle;
        this.founder = founder;
        this.selection = selection;
    }

    public PoolHandle handle() {
        return handle;
    }

    /** A policy of the pool's type, with the values of the first element. */
    public Policy policy() {
        return founder.policy();
    }

    /** A transport of the pool's type and use. */
    public TransportParameter transport() {
        return founder.userTransport();
    }

    public int size() {
        return elements.size();
    }

    /** By identifier. Must not be changed while being iterated over. */
    public Collection<PoolElement> elements() {
        return Collections.unmodifiableCollection(elements.values());
    }

    Collection<PoolElement> elementsAfter(PeIdentifier identifier) {
        return elements.tailMap(identifier, false).values();
    }

    public @Nullable PoolElement element(PeIdentifier identifier) {
        return elements.get(identifier);
    }

    void add(PoolElement element) {
        elements.put(element.identifier(), element);
        selection.add(element);
    }

    void remove(PoolElement element) {
        elements.remove(element.identifier());
        selection.remove(element);
    }

    /** Replaces an element's attributes; its place moves only if its policy values changed. */
    void update(PoolElement element, PoolElementParameter parameter) {
        var moves = !parameter.policy().equals(element.parameter().policy()) || element.degradation != 0;
        element.setParameter(parameter);
        if (moves) {
            selection.refresh(element);
        }
    }

    /**
     * Selects by the pool's policy.
     *
     * @param count elements wanted, at least 1
     * @param increment of these, how many count as used; the others are spares. The ordered policies'
     *     default is 1; with 0 nothing moves
     */
    public List<PoolElement> select(int count, int increment) {
        return selection.select(count, increment);
    }

    /** Why an element does not fit into this pool, or null if it does. */
    @Nullable
    Refusal mismatch(PoolElementParameter parameter) {
        if (parameter.userTransport().getClass() != transport().getClass()) {
            return Refusal.INCONSISTENT_TRANSPORT_TYPE;
        }
        if (parameter.userTransport() instanceof TransportParameter.Sctp mine
                && transport() instanceof TransportParameter.Sctp pools
                && mine.use() != pools.use()) {
            return Refusal.INCONSISTENT_DATA_CONTROL;
        }
        return parameter.policy().type() == policy().type() ? null : Refusal.INCONSISTENT_POLICY;
    }
}
