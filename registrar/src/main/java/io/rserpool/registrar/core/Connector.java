package io.rserpool.registrar.core;

import io.rserpool.transport.SctpAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Keeps trying to reach the registrars that are configured, and those that others know. */
final class Connector {
    private static final Logger LOG = Logger.getLogger(Connector.class);
    private static final Duration RESOLVE_EVERY = Duration.ofSeconds(2);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);

    /** An ENRP endpoint. */
    record Target(InetAddress address, int port) {
        static Target of(SctpAddress address) {
            return new Target(address.primary(), address.port());
        }
    }

    private record Attempt(long notBefore, Duration nextDelay) {}

    private final Domain domain;
    private final PeerAddresses addresses;
    private final Consumer<SctpAddress> associate;
    private final Map<Target, Attempt> attempts = new HashMap<>();
    private final Set<Target> configured = new HashSet<>();
    private final Set<Target> learned = new HashSet<>();
    private final Set<Target> connected = new HashSet<>();
    private long nextResolve;
    private boolean resolving;

    Connector(Domain domain, PeerAddresses addresses, Consumer<SctpAddress> associate) {
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
        var targets = new ArrayList<>(configured);
        learned.stream().filter(target -> !configured.contains(target)).forEach(targets::add);
        for (var target : targets) {
            var attempt = attempts.get(target);
            if (!connected.contains(target) && (attempt == null || now >= attempt.notBefore())) {
                attempt(target, attempt == null ? FIRST_RETRY : attempt.nextDelay());
            }
        }
    }

    private void attempt(Target target, Duration delay) {
        var longer = delay.multipliedBy(2);
        attempts.put(
                target,
                new Attempt(
                        domain.in(domain.vary(delay, 0.25)),
                        longer.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : longer));
        connected.add(target);
        associate.accept(SctpAddress.of(
                target.address(), target.port(), domain.settings().peerUdpPort()));
    }

    private void resolve() {
        resolving = true;
        addresses.resolve().whenComplete((found, failure) -> domain.loop().execute(() -> {
            resolving = false;
            nextResolve = domain.in(RESOLVE_EVERY);
            if (failure != null) {
                LOG.debugf("peers not resolved: %s", failure.getMessage());
            } else {
                resolved(found);
            }
        }));
    }

    private void resolved(List<SctpAddress> found) {
        configured.clear();
        found.stream().map(Target::of).filter(target -> !isOwn(target)).forEach(configured::add);
        attempts.keySet().removeIf(target -> !configured.contains(target) && !learned.contains(target));
    }

    private boolean isOwn(Target target) {
        return target.port() == domain.settings().enrpPort()
                && domain.transport().localAddresses().contains(target.address());
    }

    /** Another registrar knows one there. */
    void learn(SctpAddress address) {
        var target = Target.of(address);
        if (!isOwn(target) && learned.size() < domain.settings().limits().peers()) {
            learned.add(target);
        }
    }

    /** There is none any more. */
    void unlearn(SctpAddress address) {
        learned.remove(Target.of(address));
    }

    /** There is an association with it. */
    void up(SctpAddress address) {
        connected.add(Target.of(address));
        attempts.remove(Target.of(address));
    }

    /** There is none any more, or it could not be established. */
    void down(SctpAddress address) {
        connected.remove(Target.of(address));
    }
}
