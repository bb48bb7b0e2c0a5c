package io.rserpool.registrar.core;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.rserpool.handlespace.PoolElement;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.Ports;
import io.rserpool.protocol.ServerId;
import io.rserpool.registrar.domain.RegistrarMetrics;
import io.rserpool.registrar.settings.MulticastSettings;
import io.rserpool.registrar.settings.RegistrarLimits;
import io.rserpool.registrar.settings.RegistrarProfile;
import io.rserpool.registrar.settings.RegistrarSettings;
import io.rserpool.simulation.network.VirtualEventLoop;
import io.rserpool.simulation.network.VirtualNetwork;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.identity.NamedHandle;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.identity.Role;
import io.rserpool.transport.identity.Security;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An operation scope in virtual time: registrars at 10.0.1.N, elements at 10.0.2.N, users at 10.0.3.N. */
final class Scope {
    static final String NAME = "shop";
    static final PoolHandle POOL = PoolHandle.of("EchoPool");

    final VirtualEventLoop loop = new VirtualEventLoop();
    final VirtualNetwork network = new VirtualNetwork(loop, new Random(1));
    final RegistrarProfile profile;
    final Map<Integer, Registrar> registrars = new TreeMap<>();
    final Map<Integer, RegistrarMetrics> metrics = new TreeMap<>();
    RegistrarLimits limits = RegistrarLimits.DEFAULT;
    MulticastSettings multicast;
    Security security = Security.OFF;

    /** Addresses of the registrars that one is told of. */
    IntFunction<List<String>> configured = number -> registrarAddresses();

    private final int size;
    private int generation;

    Scope(int size, RegistrarProfile profile) {
        this.size = size;
        this.profile = profile;
    }

    /** A scope whose registrars all serve and know each other. */
    static Scope running(int size, RegistrarProfile profile) {
        var scope = new Scope(size, profile);
        IntStream.rangeClosed(1, size).forEach(scope::start);
        scope.awaitReady();
        return scope;
    }

    /** The same where security is required; elements and users have to be given identities. */
    static Scope secured(int size, RegistrarProfile profile) {
        var scope = new Scope(size, profile);
        scope.security = Security.of(NAME);
        scope.registrarAddresses().forEach(address -> scope.identify(address, Role.REGISTRAR, POOL));
        IntStream.rangeClosed(1, size).forEach(scope::start);
        scope.awaitReady();
        return scope;
    }

    /** Whoever is at an address is a member of the scope with a role, for a pool, at this address only. */
    void identify(String address, Role role, PoolHandle pool) {
        network.setIdentity(address, member(address, NAME, role, pool, address));
    }

    static PeerIdentity member(String name, String scope, Role role, PoolHandle pool, String... addresses) {
        var handles = Set.of(NamedHandle.of(pool.toString()));
        return new PeerIdentity(
                "spiffe://" + name,
                scope,
                Set.of(role),
                Arrays.stream(addresses).map(InetAddress::ofLiteral).collect(Collectors.toSet()),
                role == Role.POOL_ELEMENT ? handles : Set.of(),
                role == Role.POOL_USER ? handles : Set.of(),
                Instant.MAX);
    }

    static String registrarAddress(int number) {
        return "10.0.1." + number;
    }

    static String elementAddress(int number) {
        return "10.0.2." + number;
    }

    List<String> registrarAddresses() {
        return IntStream.rangeClosed(1, size).mapToObj(Scope::registrarAddress).toList();
    }

    Registrar start(int number) {
        var transport = network.start(registrarAddress(number));
        // Larger numbers have larger IDs, and nobody has one twice.
        var id = new ServerId(0x1000 * number + generation++);
        var settings = new RegistrarSettings(
                id,
                Ports.ASAP,
                Ports.ENRP,
                EndpointAddress.UDP_ENCAPSULATION_PORT,
                size > 1,
                multicast,
                profile,
                limits,
                security);
        var addresses = configured.apply(number).stream()
                .map(address -> EndpointAddress.of(
                        InetAddress.ofLiteral(address), Ports.ENRP, EndpointAddress.UDP_ENCAPSULATION_PORT))
                .toList();
        var counted = new RegistrarMetrics(new PrometheusRegistry());
        var registrar = new Registrar(
                transport,
                network.multicast(),
                settings,
                () -> CompletableFuture.completedFuture(addresses),
                new Random(number),
                counted);
        registrar.start();
        registrars.put(number, registrar);
        metrics.put(number, counted);
        return registrar;
    }

    void crash(int number) {
        network.crash(registrarAddress(number));
        registrars.remove(number).halt();
    }

    void awaitReady() {
        var atMost = profile.mentorDiscovery().plus(profile.maxTimeNoResponse().multipliedBy(size + 1));
        loop.runUntil(atMost.plusSeconds(2), () -> registrars.values().stream().allMatch(Registrar::isReady));
        loop.advance(profile.presenceCycle().multipliedBy(2));
    }

    /** The copy of a registrar as text: pools, elements and their homes. */
    String copy(int number) {
        return registrars.get(number).handlespace().pools().stream()
                .flatMap(pool -> pool.elements().stream())
                .map(element -> element + "@" + element.home())
                .collect(Collectors.joining(" "));
    }

    boolean copiesAgree() {
        var copies = registrars.keySet().stream().map(this::copy).distinct().count();
        return copies == 1 && registrars.values().stream().allMatch(this::knowsOwnersOnly);
    }

    private boolean knowsOwnersOnly(Registrar registrar) {
        var living =
                registrars.values().stream().map(other -> other.settings().id()).toList();
        return living.containsAll(registrar.handlespace().owners());
    }

    PoolElement element(int registrar, int identifier) {
        return registrars.get(registrar).handlespace().element(POOL, new PeIdentifier(identifier));
    }

    int elements(int registrar) {
        return registrars.get(registrar).handlespace().size();
    }

    ServerId id(int registrar) {
        return registrars.get(registrar).settings().id();
    }

    /** Presence cycles, the last a bit late. */
    Duration heartbeats(int count) {
        return profile.presenceCycle().multipliedBy(count).multipliedBy(9).dividedBy(8);
    }

    /** From the death of a registrar to the end of the takeover of its elements. */
    Duration takeoverBudget() {
        return profile.maxTimeLastHeard()
                .plus(profile.maxTimeNoResponse())
                .plus(profile.takeoverExpiry())
                .plus(heartbeats(1))
                .plusSeconds(1);
    }
}
