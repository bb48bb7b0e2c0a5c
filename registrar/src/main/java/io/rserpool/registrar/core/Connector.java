package io.rserpool.registrar.core;

import io.rserpool.transport.SctpAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
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

    /** An ENRP endpoint. */
    record Target(InetAddress address, int port) {
        static Target of(SctpAddress address) {
            return new Target(address.primary(), address.port());
        }
    }

    private record Attempt(long notBefore, Duration nextDelay) {}

    private final Domain domain;
    private final PeerAddresses addresses;
    private final Predicate<SctpAddress> associate;
    private final Map<Target, Attempt> attempts = new HashMap<>();
    private final Set<Target> configured = new HashSet<>();

    /** Told by other registrars, until this time. */
    private final Map<Target, Long> learned = new HashMap<>();

    /** Said by multicast, which anybody may do, until this time. */
    private final Map<Target, Long> announced = new HashMap<>();

    private final Set<Target> connected = new HashSet<>();
    private long nextResolve;
    private boolean resolving;

    /** @param associate begins an association, and says whether it could */
    Connector(Domain domain, PeerAddresses addresses, Predicate<SctpAddress> associate) {
        this.domain = domain;
        this.addresses = addresses;
        this.associate = associate;
        this.nextResolve = domain.now();
    }

    void tick() {
        var now = domain.now();
        if (!resolving && now >= nextResolve) {
            resolve();
        }
        learned.entrySet().removeIf(entry -> now >= entry.getValue() && !connected.contains(entry.getKey()));
        announced.values().removeIf(until -> now >= until);
        for (var target : targets()) {
            var attempt = attempts.get(target);
            if (!connected.contains(target) && (attempt == null || now >= attempt.notBefore())) {
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

    private void attempt(Target target, Duration delay) {
        var longer = delay.multipliedBy(2);
        var longest = longestRetry();
        attempts.put(
                target,
                new Attempt(domain.in(domain.vary(delay, 0.25)), longer.compareTo(longest) > 0 ? longest : longer));
        if (associate.test(SctpAddress.of(
                target.address(), target.port(), domain.settings().peerUdpPort()))) {
            connected.add(target);
        }
    }

    private Duration longestRetry() {
        var half = domain.profile().presenceCycle().dividedBy(2);
        return half.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : half;
    }

    private void resolve() {
        resolving = true;
        addresses.resolve().whenComplete((found, failure) -> domain.loop().execute(() -> {
            resolving = false;
            nextResolve = domain.in(RESOLVE_EVERY);
            if (failure != null) {
                LOG.debugf("peers not resolved: %s", failure.getMessage());
            } else {
                configured.clear();
                found.stream().map(Target::of).filter(target -> !isOwn(target)).forEach(configured::add);
            }
        }));
    }

    private boolean isOwn(Target target) {
        return target.port() == domain.settings().enrpPort()
                && domain.transport().localAddresses().contains(target.address());
    }

    /** Another registrar knows one there. */
    void learn(SctpAddress address) {
        remember(learned, Target.of(address), REMEMBERED);
    }

    /** One there has announced itself, or somebody else in its name: it is looked for, not more. */
    void announced(SctpAddress address) {
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
    void unlearn(SctpAddress address) {
        all(address).forEach(learned::remove);
        all(address).forEach(announced::remove);
    }

    private static List<Target> all(SctpAddress address) {
        return address.addresses().stream()
                .map(each -> new Target(each, address.port()))
                .toList();
    }

    /** There is an association with it. */
    void up(SctpAddress address) {
        for (var target : all(address)) {
            connected.add(target);
            attempts.remove(target);
        }
    }

    /** There is none any more, or it could not be established. */
    void down(SctpAddress address) {
        for (var target : all(address)) {
            connected.remove(target);
            learned.computeIfPresent(target, (known, until) -> domain.in(REMEMBERED));
        }
    }
}
