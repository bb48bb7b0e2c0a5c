package io.rserpool.registrar.enrp;

import io.rserpool.registrar.domain.Domain;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.TokenBucket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Keeps trying to reach the registrars that are configured, those that others know, and those that announce
 * themselves; often enough for two heartbeats to suffice after a partition.
 */
final class Connector {
    private static final Logger LOG = Logger.getLogger(Connector.class);
    private static final Duration RESOLVE_EVERY = Duration.ofSeconds(2);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);

    /** How long a registrar that was known once is looked for, so that a partition may last as long. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /**
     * Whoever says that there are registrars makes this one send packets there: to those that no registrar has been found
     * at so many at once, then one a second, each of them ever more rarely.
     */
    private static final int UNPROVED_AT_ONCE = 8;

    private static final Duration LONGEST_UNPROVED_RETRY = Duration.ofMinutes(1);

    /** Of a peer that are tried, on average. */
    private static final long MOST_ADDRESSES = 4;

    /** An ENRP endpoint. */
    record Target(InetAddress address, int port) {
        static Target of(EndpointAddress address) {
            return new Target(address.primary(), address.port());
        }

        static Set<Target> all(EndpointAddress address) {
            return address.addresses().stream()
                    .map(each -> new Target(each, address.port()))
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    private record Attempt(long notBefore, Duration nextDelay) {}

    private final Domain domain;
    private final PeerAddresses addresses;
    private final Consumer<EndpointAddress> associate;
    private final Supplier<Set<Target>> connected;
    private final Map<Target, Attempt> attempts = new HashMap<>();
    private final Set<Target> configured = new HashSet<>();

    /** Told by other registrars, until this time. */
    private final Map<Target, Long> learned = new HashMap<>();

    /** Learned ones at which a registrar has been found. */
    private final Set<Target> proved = new HashSet<>();

    private final TokenBucket unproved;

    /** Said by multicast, which anybody may do, until this time. */
    private final Map<Target, Long> announced = new HashMap<>();

    private long nextResolve;
    private boolean resolving;
    private boolean resolved;

    /**
     * @param associate begins an association, if it can
     * @param connected whom there is an association with, or one being tried
     */
    Connector(
            Domain domain,
            PeerAddresses addresses,
            Consumer<EndpointAddress> associate,
            Supplier<Set<Target>> connected) {
        this.domain = domain;
        this.addresses = addresses;
        this.associate = associate;
        this.connected = connected;
        this.nextResolve = domain.now();
        this.unproved = new TokenBucket(1, UNPROVED_AT_ONCE, domain.clock());
    }

    void tick() {
        var now = domain.now();
        if (!resolving && now >= nextResolve) {
            resolve();
        }
        var reached = connected.get();
        learned.entrySet().removeIf(entry -> now >= entry.getValue() && !reached.contains(entry.getKey()));
        proved.retainAll(learned.keySet());
        announced.values().removeIf(until -> now >= until);
        for (var target : targets()) {
            var attempt = attempts.get(target);
            if (!reached.contains(target)
                    && (attempt == null || now >= attempt.notBefore())
                    && (isProved(target) || unproved.take(domain.clock()))) {
                attempt(target, attempt == null ? FIRST_RETRY : attempt.nextDelay());
            }
        }
    }

    private Set<Target> targets() {
        var targets = new HashSet<>(configured);
        targets.addAll(learned.keySet());
        targets.addAll(announced.keySet());
        attempts.keySet().retainAll(targets);
        return targets;
    }

    private boolean isProved(Target target) {
        return configured.contains(target) || proved.contains(target);
    }

    private void attempt(Target target, Duration delay) {
        var longer = delay.multipliedBy(2);
        var longest = isProved(target) ? longestRetry() : LONGEST_UNPROVED_RETRY;
        attempts.put(
                target,
                new Attempt(domain.in(domain.vary(delay, 0.25)), longer.compareTo(longest) > 0 ? longest : longer));
        associate.accept(EndpointAddress.of(
                target.address(), target.port(), domain.settings().peerUdpPort()));
    }

    private Duration longestRetry() {
        var half = domain.profile().presenceCycle().dividedBy(2);
        return half.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : half;
    }

    private void resolve() {
        nextResolve = domain.in(RESOLVE_EVERY);
        var resolution = addresses.resolve();
        resolving = true;
        resolution.whenComplete((found, failure) -> domain.loop().execute(() -> {
            resolving = false;
            nextResolve = domain.in(RESOLVE_EVERY);
            if (failure != null) {
                LOG.debugf("peers not resolved: %s", failure.getMessage());
            } else {
                resolved = true;
                configured.clear();
                found.stream()
                        .map(Target::of)
                        .filter(target -> !isOwn(target))
                        .limit(MOST_ADDRESSES * domain.settings().limits().peers())
                        .forEach(configured::add);
            }
        }));
    }

    private boolean isOwn(Target target) {
        return target.port() == domain.settings().enrpPort()
                && domain.transport().localAddresses().contains(target.address());
    }

    /** Another registrar knows one there. */
    void learn(EndpointAddress address) {
        var target = Target.of(address);
        if (!learned.containsKey(target) || proved.contains(target)) {
            remember(learned, target, REMEMBERED);
        }
    }

    /** There is a registrar. */
    void proved(Set<Target> targets) {
        targets.stream().filter(learned::containsKey).forEach(proved::add);
    }

    /** Whether one of them is where a registrar is configured to be. */
    boolean isConfigured(Set<Target> targets) {
        return targets.stream().anyMatch(configured::contains);
    }

    /** Whether it is known that no other registrar is configured. */
    boolean isNoneConfigured() {
        return resolved && configured.isEmpty();
    }

    /** One there has announced itself, or somebody else in its name: it is looked for, not more. */
    void announced(EndpointAddress address) {
        remember(announced, Target.of(address), domain.profile().maxTimeLastHeard());
    }

    private void remember(Map<Target, Long> targets, Target target, Duration time) {
        if (!isOwn(target)
                && (targets.containsKey(target)
                        || targets.size() < domain.settings().limits().peers())) {
            targets.put(target, domain.in(time));
        }
    }

    /** There is none any more. */
    void unlearn(EndpointAddress address) {
        var targets = Target.all(address);
        learned.keySet().removeAll(targets);
        announced.keySet().removeAll(targets);
    }

    /** There is an association with it. */
    void up(Set<Target> targets) {
        attempts.keySet().removeAll(targets);
    }

    /** There is none any more, or it could not be established. */
    void down(Set<Target> targets) {
        for (var target : targets) {
            if (proved.contains(target)) {
                learned.computeIfPresent(target, (known, until) -> domain.in(REMEMBERED));
            }
        }
    }
}
