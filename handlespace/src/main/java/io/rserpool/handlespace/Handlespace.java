package io.rserpool.handlespace;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.parameter.PoolElementParameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All pools of an operation scope as one registrar knows them, with the indexes a registrar needs: by
 * home registrar (with its checksum, RFC 5353 section 3.6.2), by association, by deadline. Every change
 * costs O(log n). Times are the caller's.
 */
public final class Handlespace {
    /** What became of {@link #put}. */
    public sealed interface Outcome {
        /** @param added whether it was not there before */
        record Stored(PoolElement element, boolean added) implements Outcome {}

        /** @param pool the pool that it does not fit into, if that is why */
        record Refused(Refusal refusal, @Nullable Pool pool) implements Outcome {}
    }

    private final HandlespaceLimits limits;
    private final PolicySemantics semantics;
    private final RandomGenerator random;
    private final TreeMap<PoolHandle, Pool> pools = new TreeMap<>();
    private final Map<ServerId, Ownership> owners = new HashMap<>();
    private final Map<Object, Registrant> associations = new IdentityHashMap<>();
    private final Deadlines deadlines = new Deadlines();
    private Consumer<PoolHandle> listener = handle -> {};
    private int size;

    /** @param random for the randomised policies */
    public Handlespace(HandlespaceLimits limits, PolicySemantics semantics, RandomGenerator random) {
        this.limits = limits;
        this.semantics = semantics;
        this.random = random;
    }

    /**
     * Has this told, from now on, of each pool that a pool user would see otherwise than before: elements added or
     * removed, their transports or policy values changed.
     *
     * @param newListener must not change the handlespace
     */
    public void onChange(Consumer<PoolHandle> newListener) {
        listener = newListener;
    }

    /** By handle. Must not be changed while being iterated over. */
    public Collection<Pool> pools() {
        return Collections.unmodifiableCollection(pools.values());
    }

    /** Elements in all pools. */
    public int size() {
        return size;
    }

    public @Nullable Pool pool(PoolHandle handle) {
        return pools.get(handle);
    }

    public @Nullable PoolElement element(PoolHandle handle, PeIdentifier identifier) {
        var pool = pools.get(handle);
        return pool == null ? null : pool.element(identifier);
    }

    /**
     * Registers an element over an association: as new, or in place of what was known of it. One of the
     * same identifier that is registered with another transport over another association is another one.
     */
    public Outcome register(PoolHandle handle, PoolElementParameter parameter, Object association) {
        var pool = pools.get(handle);
        var known = pool == null ? null : pool.element(parameter.identifier());
        if (known != null
                && known.association() != association
                && !known.parameter().userTransport().equals(parameter.userTransport())) {
            return new Outcome.Refused(Refusal.NON_UNIQUE_IDENTIFIER, null);
        }
        if ((known == null || known.association() != association)
                && countOf(association) >= limits.elementsPerAssociation()) {
            return new Outcome.Refused(Refusal.TOO_MANY_ELEMENTS_OF_ASSOCIATION, null);
        }
        var outcome = put(handle, pool, known, parameter);
        if (outcome instanceof Outcome.Stored stored) {
            associate(stored.element(), association);
        }
        return outcome;
    }

    /** Stores what another registrar says about an element: adds or replaces it; its association stays. */
    public Outcome put(PoolHandle handle, PoolElementParameter parameter) {
        var pool = pools.get(handle);
        var known = pool == null ? null : pool.element(parameter.identifier());
        return put(handle, pool, known, parameter);
    }

    private Outcome put(
            PoolHandle handle, @Nullable Pool pool, @Nullable PoolElement known, PoolElementParameter parameter) {
        var refusal = refusal(pool, known, parameter);
        if (refusal != null) {
            return new Outcome.Refused(refusal, pool);
        }
        if (pool != null && known != null) {
            update(pool, known, parameter);
            return new Outcome.Stored(known, false);
        }
        if (pool != null) {
            return new Outcome.Stored(add(pool, parameter), true);
        }
        var selection = Selection.of(parameter.policy(), semantics, random);
        if (selection == null) {
            return new Outcome.Refused(Refusal.UNSUPPORTED_POLICY, null);
        }
        var first = new Pool(handle, parameter, selection);
        pools.put(handle, first);
        return new Outcome.Stored(add(first, parameter), true);
    }

    private @Nullable Refusal refusal(
            @Nullable Pool pool, @Nullable PoolElement known, PoolElementParameter parameter) {
        if (parameter.identifier().value() == 0) {
            return Refusal.INVALID_IDENTIFIER;
        }
        var mismatch = pool == null ? null : pool.mismatch(parameter);
        if (mismatch != null || known != null) {
            return mismatch;
        }
        if (size >= limits.elements()) {
            return Refusal.TOO_MANY_ELEMENTS;
        }
        if (pool == null) {
            return pools.size() >= limits.pools() ? Refusal.TOO_MANY_POOLS : null;
        }
        return pool.size() >= limits.elementsPerPool() ? Refusal.TOO_MANY_ELEMENTS_IN_POOL : null;
    }

    private PoolElement add(Pool pool, PoolElementParameter parameter) {
        var owner = owner(parameter.home());
        var element = new PoolElement(pool, owner, parameter);
        pool.add(element);
        owner.own(element.owned);
        size++;
        listener.accept(pool.handle());
        return element;
    }

    private void update(Pool pool, PoolElement element, PoolElementParameter parameter) {
        var seen = pool.update(element, parameter);
        move(element, parameter.home());
        if (seen) {
            listener.accept(pool.handle());
        }
    }

    private Ownership owner(ServerId home) {
        return owners.computeIfAbsent(home, Ownership::new);
    }

    private void move(PoolElement element, ServerId home) {
        if (!element.home().equals(home)) {
            disown(element);
            owner(home).own(element.owned);
        }
    }

    private void disown(PoolElement element) {
        var owner = element.owned.owner;
        owner.disown(element.owned);
        if (owner.isEmpty()) {
            owners.remove(owner.home());
        }
    }

    /** Removes an element, and its pool with the last one. */
    public void remove(PoolElement element) {
        var pool = element.pool();
        if (pool.element(element.identifier()) != element) {
            return;
        }
        setDeadlines(element, PoolElement.NEVER, PoolElement.NEVER);
        dissociate(element);
        disown(element);
        pool.remove(element);
        size--;
        if (pool.size() == 0) {
            pools.remove(pool.handle());
        }
        listener.accept(pool.handle());
    }

    /** Gives an element another home registrar. */
    public void setHome(PoolElement element, ServerId home) {
        element.setHome(home);
        move(element, home);
    }

    /** The registrars that are home to any element. */
    public Set<ServerId> owners() {
        return Set.copyOf(owners.keySet());
    }

    /** Elements of a home registrar by pool and identifier, a copy. */
    public List<PoolElement> ownedBy(ServerId home) {
        var owner = owners.get(home);
        var elements = new ArrayList<PoolElement>(owner == null ? 0 : owner.size());
        if (owner != null) {
            owner.forEach(owned -> elements.add(owned.element));
        }
        return elements;
    }

    /** How many elements a registrar is home to. */
    public int countOwnedBy(ServerId home) {
        var owner = owners.get(home);
        return owner == null ? 0 : owner.size();
    }

    /** The checksum over a registrar's elements (RFC 5353 section 3.6.2), 16 bits. */
    public int checksum(ServerId home) {
        var owner = owners.get(home);
        return owner == null ? 0xffff : owner.checksum();
    }

    /** Says over which association an element is registered. */
    public void associate(PoolElement element, Object association) {
        if (element.association() != association) {
            dissociate(element);
            associations.computeIfAbsent(association, Registrant::new).add(element);
        }
    }

    /** Forgets over which association an element is registered. */
    public void dissociate(PoolElement element) {
        var registrant = element.registrant;
        if (registrant != null) {
            registrant.remove(element);
            if (registrant.size() == 0) {
                associations.remove(registrant.association());
            }
        }
    }

    private int countOf(Object association) {
        var registrant = associations.get(association);
        return registrant == null ? 0 : registrant.size();
    }

    /** The elements registered over an association, a copy. */
    public List<PoolElement> elementsOf(Object association) {
        var registrant = associations.get(association);
        return registrant == null ? List.of() : registrant.elements();
    }

    /** Sets when {@link #due} shall give an element; {@link PoolElement#NEVER} = not. */
    public void setDeadlines(PoolElement element, long expiry, long keepAlive) {
        element.setDeadlines(expiry, keepAlive);
        deadlines.changed(element);
    }

    /** Elements with a deadline at or before this time, the earliest first; they stay until it is changed. */
    public List<PoolElement> due(long now, int atMost) {
        return deadlines.due(now, atMost);
    }

    /**
     * A part of the handlespace, for downloads: ordered by pool and identifier.
     *
     * @param home only this registrar's elements; null = all
     * @param after the last element of the part before, which need not be there any more; null = from the
     *     beginning
     */
    public List<PoolElement> part(@Nullable ServerId home, @Nullable Position after, int atMost) {
        var part = new ArrayList<PoolElement>();
        if (home != null) {
            partOf(home, after, atMost, part);
        } else {
            partOfAll(after, atMost, part);
        }
        return part;
    }

    private void partOf(ServerId home, @Nullable Position after, int atMost, List<PoolElement> part) {
        var owner = owners.get(home);
        if (owner != null) {
            for (var owned = owner.after(after); part.size() < atMost && owned.hasNext(); ) {
                part.add(owned.next().element);
            }
        }
    }

    private void partOfAll(@Nullable Position after, int atMost, List<PoolElement> part) {
        for (var pool : (after == null ? pools : pools.tailMap(after.handle(), true)).values()) {
            Iterator<PoolElement> elements = after != null && pool.handle().equals(after.handle())
                    ? pool.elementsAfter(after.identifier())
                    : pool.elements().iterator();
            while (part.size() < atMost && elements.hasNext()) {
                part.add(elements.next());
            }
            if (part.size() == atMost) {
                return;
            }
        }
    }
}
