package io.rserpool.endpoint.asap;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.transport.association.EndpointAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a PU knows of pools: resolutions and their age (RFC 5352 sections 3.3 and 6), and what failed lately. A pool
 * that the home keeps it up to date about (sections 2.2.5 and 2.2.6) does not age.
 */
public final class PoolDirectory implements Registrars.Listener {
    /** Elements asked for: several, so that there are spares. */
    private static final int ITEMS = 32;

    /** Longer than any process lives. */
    private static final Duration ANY_AGE = Duration.ofDays(36_500);

    /** Which element it is to be. */
    public interface Choice {
        void element(PoolElementAddress element);

        void none(String why);
    }

    /**
     * Which elements come into question.
     *
     * @param excluded those that do not
     * @param preferred those that come before the policy's choice, the best first; those that the registrar does not name do
     *     not count
     * @param suspectsToo whether one that is suspect is better than none
     */
    public record Wish(Set<PeIdentifier> excluded, List<PeIdentifier> preferred, boolean suspectsToo) {}

    private record Waiting(Wish wish, Choice choice) {}

    private static final class Pool {
        List<PoolElementParameter> elements = List.of();

        @Nullable
        Policy policy;

        long resolvedAt;

        /** The home tells of changes. */
        boolean subscribed;

        /** The last home told of changes, and the next one is to. */
        boolean resubscribe;

        /** The last one chosen. */
        @Nullable
        PeIdentifier last;

        int cursor;
        List<Waiting> waiting = new ArrayList<>();
    }

    private final Registrars registrars;
    private final boolean multiHomed;
    private final int udpPort;
    private final RandomGenerator random;
    private final Map<PoolHandle, Pool> pools = new HashMap<>();
    private final SuspectElements suspects;

    /** Since when it is, what is known ages. */
    private boolean homeIsSilent;

    public PoolDirectory(
            Registrars registrars, SuspectElements suspects, boolean multiHomed, int udpPort, RandomGenerator random) {
        this.registrars = registrars;
        this.suspects = suspects;
        this.multiHomed = multiHomed;
        this.udpPort = udpPort;
        this.random = random;
        registrars.add(this);
    }

    private long now() {
        return registrars.loop().nanoTime();
    }

    /**
     * How old a resolution may be for a new session: the stale_cache_value (RFC 5352 section 7.2), any if the home
     * tells of changes. Those with loads are wrong as soon as they are used.
     */
    public Duration usualAge(PoolHandle handle) {
        var pool = pools.get(handle);
        if (pool != null && pool.policy != null && ElementSelection.isAdaptive(pool.policy)) {
            return Duration.ZERO;
        }
        return pool != null && isKeptUpToDate(pool)
                ? ANY_AGE
                : registrars.timers().staleCacheValue();
    }

    private boolean isYoungerThan(Pool pool, Duration age) {
        var actual = isKeptUpToDate(pool) ? 0 : now() - pool.resolvedAt;
        return actual < age.toNanos();
    }

    private boolean isKeptUpToDate(Pool pool) {
        return pool.subscribed && registrars.answers();
    }

    /** What the home tells of changes does not come for now: what is known ages until it does. */
    void homeAnswers(boolean answers) {
        if (!answers && !homeIsSilent) {
            pools.values().stream().filter(pool -> pool.subscribed).forEach(pool -> pool.resolvedAt = now());
        }
        homeIsSilent = !answers;
    }

    /**
     * Selects an element by the pool's policy.
     *
     * @param maxAge of a resolution to be used; a registrar is asked if it is older or has no other elements, or only
     *     suspect ones
     */
    public void choose(PoolHandle handle, Wish wish, Duration maxAge, Choice choice) {
        var pool = pools.computeIfAbsent(handle, _ -> new Pool());
        var element = isYoungerThan(pool, maxAge) ? select(handle, pool, wish, false) : null;
        if (element != null) {
            choice.element(element);
            return;
        }
        pool.waiting.add(new Waiting(wish, choice));
        if (pool.waiting.size() == 1) {
            ask(handle, pool);
        }
    }

    private void ask(PoolHandle handle, Pool pool) {
        var timers = registrars.timers();
        registrars.metrics().resolutions.increment();
        var outcome = new AsapRequest.Outcome() {
            @Override
            public void onResponse(AsapMessage response) {
                if (response instanceof AsapMessage.HandleResolutionResponse resolution) {
                    resolved(handle, pool, resolution);
                }
            }

            @Override
            public void onFailure(String cause) {
                answer(handle, pool, "pool " + handle + " cannot be resolved: " + cause);
            }
        };
        registrars.request(new AsapRequest(
                new AsapMessage.HandleResolution(handle, registrars.subscribes(), ITEMS),
                timers.t1Request(),
                1 + timers.maxRequestRetransmit(),
                outcome));
    }

    private void resolved(PoolHandle handle, Pool pool, AsapMessage.HandleResolutionResponse resolution) {
        store(pool, resolution);
        pool.cursor = 0;
        answer(
                handle,
                pool,
                !resolution.causes().isEmpty()
                        ? "pool " + handle + ": the registrar says " + Causes.describe(resolution.causes())
                        : pool.elements.isEmpty()
                                ? "pool " + handle + " has no element"
                                : "no other element of pool " + handle + " is left");
    }

    private void store(Pool pool, AsapMessage.HandleResolutionResponse resolution) {
        pool.elements = resolution.elements().stream()
                .filter(element -> element.userTransport() instanceof TransportParameter.Sctp sctp
                        && !sctp.addresses().isEmpty())
                .toList();
        pool.policy = resolution.policy();
        pool.resolvedAt = now();
        pool.subscribed = resolution.subscribed();
    }

    /** The home tells of a change. */
    void updated(AsapMessage.HandleResolutionResponse update) {
        var pool = pools.get(update.handle());
        if (pool == null) {
            return;
        }
        store(pool, update);
        pool.cursor = 0;
        for (int i = 0; i < pool.elements.size(); i++) {
            if (pool.elements.get(i).identifier().equals(pool.last)) {
                pool.cursor = (i + 1) % pool.elements.size(); // everybody got the same list: go on where this one was
            }
        }
        if (pool.elements.isEmpty() && pool.waiting.isEmpty()) {
            pools.remove(update.handle(), pool);
        }
    }

    /** Updates are asked for anew at each home (RFC 5352 section 2.2.5). */
    @Override
    public void onHome(EndpointAddress home) {
        unsubscribed();
        homeIsSilent = false;
        Map.copyOf(pools).forEach((handle, pool) -> {
            if (pool.resubscribe && pool.waiting.isEmpty()) {
                ask(handle, pool);
            }
            pool.resubscribe = false;
        });
    }

    @Override
    public void onHomeLost(EndpointAddress home, String cause) {
        unsubscribed();
    }

    /** From now on what is known ages. */
    private void unsubscribed() {
        for (var pool : pools.values()) {
            if (pool.subscribed) {
                pool.subscribed = false;
                pool.resubscribe = true;
                pool.resolvedAt = homeIsSilent ? pool.resolvedAt : now();
            }
        }
    }

    private void answer(PoolHandle handle, Pool pool, String whyNone) {
        var waiting = pool.waiting;
        pool.waiting = new ArrayList<>();
        for (var one : waiting) {
            var element = select(handle, pool, one.wish, one.wish.suspectsToo);
            if (element == null) {
                one.choice.none(whyNone);
            } else {
                one.choice.element(element);
            }
        }
        if (pool.elements.isEmpty() && pool.waiting.isEmpty()) {
            pools.remove(handle, pool);
        }
    }

    private @Nullable PoolElementAddress select(PoolHandle handle, Pool pool, Wish wish, boolean suspectsToo) {
        var candidates = new ArrayList<PoolElementParameter>(pool.elements.size());
        var last = new ArrayList<PoolElementParameter>();
        for (int i = 0; i < pool.elements.size(); i++) {
            var element = pool.elements.get((pool.cursor + i) % pool.elements.size());
            if (wish.excluded.contains(element.identifier())) {
                continue;
            }
            (isSuspect(handle, element) ? last : candidates).add(element);
        }
        if (candidates.isEmpty() && suspectsToo) {
            candidates = last;
        }
        if (candidates.isEmpty()) {
            return null;
        }
        var chosen = preferred(candidates, wish.preferred);
        if (chosen == null) {
            chosen = ElementSelection.select(candidates, pool.policy, pool.elements.size() >= ITEMS, random);
        }
        pool.cursor = (pool.elements.indexOf(chosen) + 1) % pool.elements.size();
        pool.last = chosen.identifier();
        return addressOf(chosen);
    }

    private static @Nullable PoolElementParameter preferred(
            List<PoolElementParameter> candidates, List<PeIdentifier> order) {
        for (var identifier : order) {
            for (var candidate : candidates) {
                if (candidate.identifier().equals(identifier)) {
                    return candidate;
                }
            }
        }
        return null;
    }

    private PoolElementAddress addressOf(PoolElementParameter element) {
        var sctp = (TransportParameter.Sctp) element.userTransport();
        var addresses = multiHomed ? sctp.addresses() : List.of(sctp.addresses().getFirst());
        return new PoolElementAddress(element.identifier(), new EndpointAddress(addresses, sctp.port(), udpPort));
    }

    private boolean isSuspect(PoolHandle handle, PoolElementParameter element) {
        return suspects.contains(
                new PooledElement(handle, element.identifier()),
                addressOf(element).address());
    }

    /** What is known of the pool is wrong. */
    public void forget(PoolHandle handle) {
        var pool = pools.get(handle);
        if (pool != null) {
            pool.elements = List.of();
        }
    }
}
