package io.rserpool.endpoint.user;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.asap.AddressResolver;
import io.rserpool.endpoint.asap.AsapTimers;
import io.rserpool.endpoint.asap.PoolElement;
import io.rserpool.endpoint.asap.RegistrarAddress;
import io.rserpool.endpoint.asap.RegistrarOptions;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.element.SessionAcceptor;
import io.rserpool.endpoint.session.DirectOptions;
import io.rserpool.endpoint.session.DirectService;
import io.rserpool.endpoint.session.IncomingSessions;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.simulation.network.VirtualEventLoop;
import io.rserpool.simulation.network.VirtualNetwork;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.identity.NamedHandle;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.identity.Role;
import io.rserpool.transport.identity.Security;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.SctpTransport;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Registrars, elements and users in one virtual network. */
public final class Lab {
    public static final PoolHandle POOL = PoolHandle.of("pool");
    public static final int PE_PORT = 7890;
    public static final Duration SOON = Duration.ofSeconds(5);

    public final VirtualEventLoop loop = new VirtualEventLoop();
    public final Random random;
    public final VirtualNetwork network;
    public final Map<PoolHandle, Map<PeIdentifier, PoolElementParameter>> pools = new LinkedHashMap<>();
    public final List<ScriptedRegistrar> registrars = new ArrayList<>();
    public final EndpointMetrics metrics = new EndpointMetrics();
    public SessionLimits limits = SessionLimits.DEFAULT;
    public SctpOptions sctp = SctpOptions.FAST;
    public DirectOptions direct = DirectOptions.DEFAULT;
    public Security security = Security.OFF;
    private int users;

    /** Thousands of deaths are no news here. */
    private static final Logger QUIET = Logger.getLogger("io.rserpool.endpoint");

    static {
        QUIET.setLevel(Level.OFF);
    }

    public Lab(long seed) {
        random = new Random(seed);
        network = new VirtualNetwork(loop, random);
    }

    public static String registrarHost(int number) {
        return "10.0.1." + number;
    }

    public static String elementHost(int number) {
        return "10.0.2." + number;
    }

    public static EndpointAddress elementAddress(int number) {
        return EndpointAddress.of(InetAddress.ofLiteral(elementHost(number)), PE_PORT, 9899);
    }

    public ScriptedRegistrar registrar(int number) {
        var registrar = new ScriptedRegistrar(network.start(registrarHost(number)), number, pools);
        registrars.add(registrar);
        return registrar;
    }

    /** Names the registrars 1 to this number. */
    public static RegistrarOptions registrarOptions(int number) {
        var addresses = new ArrayList<RegistrarAddress>();
        for (int i = 1; i <= number; i++) {
            addresses.add(new RegistrarAddress(registrarHost(i), 3863));
        }
        return new RegistrarOptions(addresses, AsapTimers.FAST);
    }

    private RegistrarOptions ownOptions() {
        return registrarOptions(registrars.size()).withSecurity(security);
    }

    /** Whoever is at this address is a member of scope "lab" with a role, for the pool of this name. */
    public void identify(String address, Role role, String handle) {
        identify(address, "lab", role, handle);
    }

    public void identify(String address, String scope, Role role, String handle) {
        network.setIdentity(
                address,
                new PeerIdentity(
                        "spiffe://" + address,
                        scope,
                        Set.of(role),
                        Set.of(),
                        role == Role.POOL_ELEMENT ? Set.of(NamedHandle.of(handle)) : Set.of(),
                        role == Role.POOL_USER ? Set.of(NamedHandle.of(handle)) : Set.of(),
                        Instant.MAX));
    }

    public static AddressResolver literal() {
        return (host, result) -> result.accept(List.of(InetAddress.ofLiteral(host)));
    }

    /** A PE with its session acceptor. */
    public final class Element {
        public final int number;
        public final SctpTransport transport;
        public final Registrars registrars;
        public final PoolElement element;
        public final SessionAcceptor acceptor;
        public final List<String> events = new ArrayList<>();

        Element(int number, IncomingSessions owner, boolean multiplexing) {
            this.number = number;
            transport = network.start(elementHost(number));
            var endpoint = transport.open(PE_PORT, multiplexing ? limits.applyTo(sctp) : sctp);
            registrars = new Registrars(endpoint, loop, ownOptions(), literal(), random, metrics);
            acceptor = new SessionAcceptor(endpoint, loop, registrars, limits, owner, metrics);
            acceptor.serveDirectly(new DirectService(POOL, new PeIdentifier(number), direct));
            if (!multiplexing) {
                acceptor.withoutMultiplexing();
            }
            acceptor.start();
            element = new PoolElement(
                    registrars, POOL, new PeIdentifier(number), transport(number), new Policy.RoundRobin(), listener());
            registrars.start();
        }

        private PoolElement.Listener listener() {
            return new PoolElement.Listener() {
                @Override
                public void onRegistered(EndpointAddress home) {
                    events.add("registered " + home);
                }

                @Override
                public void onRefused(String text, List<io.rserpool.protocol.parameter.ErrorCause> causes) {
                    events.add("refused " + text);
                }

                @Override
                public void onLost(String cause) {
                    events.add("lost");
                }
            };
        }

        public void crash() {
            network.crash(elementHost(number));
        }
    }

    public static TransportParameter transport(int number) {
        return new TransportParameter.Sctp(
                PE_PORT, TransportUse.DATA_PLUS_CONTROL, List.of(InetAddress.ofLiteral(elementHost(number))));
    }

    public Element element(int number, IncomingSessions owner) {
        return new Element(number, owner, true);
    }

    public Element registeredElement(int number, IncomingSessions owner) {
        return registered(element(number, owner));
    }

    /** One that does not multiplex, as RSPLIB's. */
    public Element directElement(int number, IncomingSessions owner) {
        return new Element(number, owner, false);
    }

    public Element registered(Element element) {
        element.element.register();
        run(() -> element.element.state() == PoolElement.State.REGISTERED);
        return element;
    }

    public PoolUser user() {
        return user(PoolUserOptions.DEFAULT.withLimits(limits).withSctp(sctp));
    }

    public PoolUser user(PoolUserOptions options) {
        var transport = network.start("10.0.3." + ++users);
        var found = new Registrars(transport.open(0, sctp), loop, ownOptions(), literal(), random, metrics);
        found.start();
        return new PoolUser(transport, options, found, random, metrics);
    }

    public void run(BooleanSupplier until) {
        loop.runUntil(SOON, until);
    }

    public void advance(Duration duration) {
        loop.advance(duration);
    }
}
