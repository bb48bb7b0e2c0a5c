package io.rserpool.simulation.world;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.asap.AddressResolver;
import io.rserpool.endpoint.asap.RegistrarAddress;
import io.rserpool.endpoint.asap.RegistrarOptions;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.Ports;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.registrar.settings.RegistrarProfile;
import io.rserpool.simulation.network.LinkQuality;
import io.rserpool.simulation.network.VirtualEventLoop;
import io.rserpool.simulation.network.VirtualNetwork;
import io.rserpool.transport.identity.NamedHandle;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.identity.Role;
import io.rserpool.transport.identity.Security;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** An operation scope as its seed wants it: registrars, elements and users on a virtual network. */
public final class World {
    static final AddressResolver RESOLVER = (host, result) -> result.accept(List.of(InetAddress.ofLiteral(host)));

    /** How long a process that ends in order waits for its associations to end. */
    static final Duration LINGER = Duration.ofMillis(300);

    private static final String SCOPE = "world";
    private static final Duration SLICE = Duration.ofSeconds(10);
    private static final int MOST_EVENTS_PER_SECOND = 50_000;

    public final Random random;
    public final VirtualEventLoop loop = new VirtualEventLoop();
    public final VirtualNetwork network;
    public final Trace trace = new Trace(loop);
    public final Timing timing;
    public final RegistrarProfile profile;

    /** Whether registrars find each other by multicast, and not by configuration. */
    final boolean byMulticast;

    /** Whether everybody has to prove who it is; all here can. */
    final Security security;

    /** Whether users ask for dynamic updates. */
    final boolean subscribe;

    public final EndpointMetrics metrics = new EndpointMetrics();
    public final List<PoolHandle> pools = new ArrayList<>();
    public final List<RegistrarProcess> registrars = new ArrayList<>();
    public final List<ElementProcess> elements = new ArrayList<>();
    public final List<UserProcess> users = new ArrayList<>();
    public long sessions;
    private double processHours;

    public World(long seed) {
        random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        network = new VirtualNetwork(loop, random);
        timing = Timing.values()[random.nextInt(Timing.values().length)];
        var rules = timing.registrar.rules();
        profile = timing.registrar.withRules(rules.withCopies(
                rules.copies().withSmallerIdWins(random.nextBoolean()).withTakeoverSuggestion(random.nextInt(4) == 0)));
        byMulticast = random.nextInt(4) == 0;
        security = !byMulticast && seed % 2 == 0 ? Security.of(SCOPE) : Security.OFF;
        subscribe = random.nextBoolean();
        mendLinks();
        var registrarCount = random.nextInt(5) == 0 ? 1 : 2 + random.nextInt(random.nextInt(3) == 0 ? 6 : 3);
        for (int i = 1; i <= registrarCount; i++) {
            registrars.add(new RegistrarProcess(this, i));
        }
        createPools(1 + random.nextInt(3));
        var userCount = 1 + random.nextInt(3);
        for (int i = 1; i <= userCount; i++) {
            users.add(new UserProcess(this, i));
        }
        trace.add("%s", this);
    }

    /** Some elements have the identifier of another one, or a policy that does not fit. */
    private void createPools(int count) {
        for (int p = 1; p <= count; p++) {
            var handle = PoolHandle.of("pool" + p);
            var policy = Policies.any(random);
            pools.add(handle);
            var identifiers = new ArrayList<PeIdentifier>();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                var twin = !identifiers.isEmpty() && random.nextInt(12) == 0;
                var identifier = twin ? identifiers.getFirst() : new PeIdentifier(1 + random.nextInt(1_000_000));
                identifiers.add(identifier);
                Policy own = random.nextInt(15) == 0 ? Policies.other(policy, random) : policy;
                elements.add(new ElementProcess(this, elements.size() + 1, handle, identifier, own));
            }
        }
    }

    public void mendLinks() {
        var latency = Duration.ofNanos(200_000 + random.nextInt(3_000_000));
        network.setQuality(new LinkQuality(latency, Duration.ofNanos(random.nextInt(2_000_000)), 0));
    }

    /** Whoever runs on this host is a member of the scope, and may do no more than it does. */
    void identify(String host, Role role, String handle) {
        var addresses = Set.of(InetAddress.ofLiteral(host));
        var named = Set.of(NamedHandle.of(handle));
        network.setIdentity(
                host,
                new PeerIdentity(
                        "spiffe://" + SCOPE + "/" + host, SCOPE, Set.of(role), addresses, named, named, Instant.MAX));
    }

    RegistrarOptions registrarOptions() {
        return new RegistrarOptions(
                        IntStream.rangeClosed(1, registrars.size())
                                .mapToObj(number -> new RegistrarAddress(RegistrarProcess.address(number), Ports.ASAP))
                                .toList(),
                        timing.asap)
                .withSubscribe(subscribe)
                .withSecurity(security);
    }

    Duration failoverTimeout() {
        return Duration.ofSeconds(30);
    }

    public List<Process> processes() {
        return Stream.of(registrars, elements, users)
                .<Process>flatMap(List::stream)
                .toList();
    }

    public List<RegistrarProcess> livingRegistrars() {
        return registrars.stream().filter(Process::isUp).toList();
    }

    /** How long it takes until all must be well after a storm. */
    public Duration patience() {
        var sessions = failoverTimeout().plusSeconds(120);
        var scope = timing.settling(registrars.size());
        return scope.compareTo(sessions) > 0 ? scope : sessions;
    }

    public <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** A random share of this time. */
    public Duration upTo(Duration most) {
        return Duration.ofNanos(random.nextLong(most.toNanos()));
    }

    /** Does something after a random share of this time. */
    public void later(Duration most, Runnable task) {
        loop.schedule(upTo(most), task);
    }

    /** Lets time pass. */
    public void advance(Duration duration) {
        var end = loop.nanoTime() + duration.toNanos();
        while (loop.nanoTime() < end) {
            var slice = Duration.ofNanos(Math.min(SLICE.toNanos(), end - loop.nanoTime()));
            var before = loop.executed();
            loop.advance(slice);
            if (loop.executed() - before > MOST_EVENTS_PER_SECOND * SLICE.toSeconds()) {
                throw new Violation("much ado about nothing: %d events within %d ms"
                        .formatted(loop.executed() - before, slice.toMillis()));
            }
        }
        var up = processes().stream().filter(Process::isUp).count();
        processHours += duration.toNanos() / 3.6e12 * up;
    }

    /** Simulated hours of this scope. */
    public double hours() {
        return loop.nanoTime() / 3.6e12;
    }

    /** Simulated hours of all its processes together. */
    public double processHours() {
        return processHours;
    }

    @Override
    public String toString() {
        return "%s, %s ID wins%s%s%s%s, %d registrars, %d elements in %d pools, %d users"
                .formatted(
                        timing,
                        profile.rules().copies().smallerIdWins() ? "smaller" : "larger",
                        profile.rules().copies().takeoverSuggestion() ? ", takeover suggestions" : "",
                        byMulticast ? ", ENRP multicast" : "",
                        subscribe ? ", subscriptions" : "",
                        security.required() ? ", secured" : "",
                        registrars.size(),
                        elements.size(),
                        pools.size(),
                        users.size());
    }
}
