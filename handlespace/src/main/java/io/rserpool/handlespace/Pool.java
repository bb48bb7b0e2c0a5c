package io.rserpool.handlespace;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.asap.EncodedResolutionResponse;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.TransportParameter;
import java.nio.ByteBuffer;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A pool: at least one element. Policy type, transport type and transport use are those of the element
 * that made it (RFC 5352 section 3.1).
 */
public final class Pool {
    private final PoolHandle handle;
    private final int policyType;
    private final TransportParameter transport;
    private final Selection selection;
    private final ElementIndex elements = new ElementIndex();
    private final byte[] bytes;

    Pool(PoolHandle handle, PoolElementParameter founder, Selection selection) {
        this.handle = handle;
        this.policyType = founder.policy().type();
        this.transport = founder.userTransport();
        this.selection = selection;
        this.bytes = EncodedResolutionResponse.handle(handle);
    }

    public PoolHandle handle() {
        return handle;
    }

    /** A policy of the pool's type, with the values that its element of the lowest identifier has now. */
    public Policy policy() {
        return elements.iterator().next().parameter().policy();
    }

    /** A transport of the pool's type and use. */
    public TransportParameter transport() {
        return transport;
    }

    /**
     * Puts what the answer to a handle resolution begins with: the pool's handle and its overall policy, with the values
     * of the element that the policy selected first. RFC 5352 gives the values no meaning; so at least they are true.
     */
    public void write(PoolElement first, ByteBuffer target) {
        target.put(bytes);
        first.writePolicy(target);
    }

    public int size() {
        return elements.size();
    }

    /** By identifier. Must not be changed while being iterated over. */
    public Collection<PoolElement> elements() {
        return new AbstractCollection<>() {
            @Override
            public Iterator<PoolElement> iterator() {
                return elements.iterator();
            }

            @Override
            public int size() {
                return elements.size();
            }
        };
    }

    Iterator<PoolElement> elementsAfter(PeIdentifier identifier) {
        return elements.from(element -> Integer.compareUnsigned(element.id(), identifier.value()) > 0);
    }

    public @Nullable PoolElement element(PeIdentifier identifier) {
        return elements.get(identifier);
    }

    void add(PoolElement element) {
        elements.add(element);
        selection.add(element);
    }

    void remove(PoolElement element) {
        elements.remove(element);
        selection.remove(element);
    }

    /**
     * Replaces an element's attributes; its place moves only if its policy values changed.
     *
     * @return whether pool users see a change
     */
    boolean update(PoolElement element, PoolElementParameter parameter) {
        var old = element.replace(parameter);
        var revalued = !element.hasPolicyOf(old);
        if (revalued || element.degradation != 0) {
            selection.refresh(element);
        }
        return revalued || !element.hasTransportOf(old);
    }

    /**
     * Selects by the pool's policy. Allocates nothing.
     *
     * @param count elements wanted, 1 to the length of the array
     * @param increment of these, how many count as used; the others are spares. The ordered policies'
     *     default is 1; with 0 nothing moves; with {@link PolicySemantics#RFC} those with
     *     degradation count all, unless it is 0
     * @param into gets the elements, the first at index 0
     * @return how many there are, perhaps none
     */
    public int select(int count, int increment, PoolElement[] into) {
        return selection.select(count, increment, into);
    }

    /** Why an element does not fit into this pool, or null if it does. */
    @Nullable
    Refusal mismatch(PoolElementParameter parameter) {
        if (parameter.userTransport().getClass() != transport.getClass()) {
            return Refusal.INCONSISTENT_TRANSPORT_TYPE;
        }
        if (parameter.userTransport() instanceof TransportParameter.Sctp mine
                && transport instanceof TransportParameter.Sctp pools
                && mine.use() != pools.use()) {
            return Refusal.INCONSISTENT_DATA_CONTROL;
        }
        return parameter.policy().type() == policyType ? null : Refusal.INCONSISTENT_POLICY;
    }
}
