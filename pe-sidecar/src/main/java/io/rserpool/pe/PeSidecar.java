package io.rserpool.pe;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.asap.AddressResolver;
import io.rserpool.endpoint.asap.AsapTimers;
import io.rserpool.endpoint.asap.PoolElement;
import io.rserpool.endpoint.asap.PoolMembers;
import io.rserpool.endpoint.asap.RegistrarOptions;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.element.BusinessCards;
import io.rserpool.endpoint.element.SessionAcceptor;
import io.rserpool.endpoint.session.DirectService;
import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.program.settings.CommonKeys;
import io.rserpool.program.settings.ConfigValues;
import io.rserpool.program.settings.TimerProfile;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.RepeatedLog;
import io.rserpool.transport.sctp.SctpTransport;
import io.rserpool.transport.tcp.TcpStack;
import io.rserpool.transport.udp.Multicast;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** Everything of a pe-sidecar that lives on its event loop. Use it on that loop's thread only. */
final class PeSidecar {
    private static final Logger LOG = Logger.getLogger(PeSidecar.class);
    private static final Duration REGISTRAR_RESOLVE_INTERVAL = Duration.ofSeconds(30);

    private final SctpTransport transport;
    private final EndpointMetrics metrics = new EndpointMetrics();
    private final RepeatedLog unknown;
    private final AsapTimers timers;
    private final Registrars registrars;
    private final SessionAcceptor acceptor;
    private final Endpoint endpoint;
    private final List<ServedPool> pools = new ArrayList<>();
    private final Map<ServedPool, BusinessCards> cards = new HashMap<>();

    PeSidecar(ConfigValues values, SctpTransport transport, TcpStack tcp, Multicast multicast) {
        this.transport = transport;
        this.unknown = new RepeatedLog(
                transport.eventLoop(), System.getLogger(PeSidecar.class.getName()), System.Logger.Level.WARNING);
        var limits = SessionLimits.DEFAULT;
        endpoint = transport.open(PeKeys.SCTP_PORT.of(values), limits.applyTo(PeKeys.SCTP.of(values)));
        timers = PeKeys.TIMERS.of(values);
        var options = new RegistrarOptions(
                        PeSettings.registrars(values),
                        CommonKeys.peerUdpPort(values),
                        timers,
                        REGISTRAR_RESOLVE_INTERVAL)
                .withSecurity(transport.security());
        var loop = transport.eventLoop();
        registrars = new Registrars(
                endpoint, loop, options, AddressResolver.system(loop), RandomGenerator.getDefault(), metrics);
        listenToAnnounces(values, multicast);
        acceptor = new SessionAcceptor(endpoint, loop, registrars, limits, this::open, metrics);
        for (var settings : PeSettings.pools(values)) {
            pools.add(pool(settings, tcp));
        }
        for (var pool : pools) {
            if (pool.settings().businessCard()) {
                var toForeign = CommonKeys.TIMER_PROFILE.of(values) != TimerProfile.RSPLIB;
                cards.put(pool, new BusinessCards(registrars, pool.settings().handle(), pool.identifier(), toForeign));
            }
        }
        serveDirectly(PeKeys.DIRECT_POOL.find(values));
    }

    /** Associations of users that do not multiplex do not say which pool they are meant for. */
    private void serveDirectly(Optional<String> name) {
        var served = pools.stream()
                .filter(pool -> pools.size() == 1
                        || name.equals(Optional.of(pool.settings().name())))
                .findFirst();
        if (served.isEmpty()) {
            acceptor.refuseDirect("several pools here, and rserpool.pe.direct-pool does not say which serves users"
                    + " that do not multiplex");
            return;
        }
        var pool = served.get();
        acceptor.serveDirectly(new DirectService(
                pool.settings().handle(), pool.identifier(), pool.settings().direct()));
    }

    private ServedPool pool(ServedPool.Settings settings, TcpStack tcp) {
        var identifier = settings.identifier().orElseGet(() -> PeIdentifier.random(ThreadLocalRandom.current()));
        var reached = new TransportParameter.Sctp(
                endpoint.port(), TransportUse.DATA_PLUS_CONTROL, transport.localAddresses());
        return new ServedPool(settings, identifier, tcp, new Registration(settings, identifier, reached));
    }

    private void listenToAnnounces(ConfigValues values, Multicast multicast) {
        var announces = PeSettings.announces(values, transport.localAddresses().getFirst());
        try {
            if (announces.isPresent()) {
                registrars.listenToAnnounces(multicast, announces.get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen to announces: " + e.getMessage(), e);
        }
    }

    void start() {
        registrars.addListener(new Homes());
        acceptor.start();
        registrars.start();
        pools.forEach(ServedPool::start);
    }

    /** Live keys have other values. */
    void use(List<ServedPool.Settings> changed) {
        for (var pool : pools) {
            changed.stream()
                    .filter(settings -> settings.name().equals(pool.settings().name()))
                    .forEach(pool::use);
        }
    }

    AsapTimers timers() {
        return timers;
    }

    ServerId homeId() {
        return registrars.homeId();
    }

    List<ServedPool> pools() {
        return pools;
    }

    EndpointMetrics metrics() {
        return metrics;
    }

    boolean hasRegistrar() {
        return registrars.home().isPresent();
    }

    private IncomingSession.Handler open(IncomingSession session) {
        for (var pool : pools) {
            if (pool.settings().handle().equals(session.handle())
                    && pool.identifier().equals(session.identifier())) {
                var handler = pool.open(session);
                var card = cards.get(pool);
                if (card != null && handler != IncomingSession.Handler.IGNORE) {
                    card.show(session);
                }
                return handler;
            }
        }
        unknown.log(() -> "session of " + session.peer() + " for element " + session.identifier() + " of pool "
                + session.handle() + " refused: no such element here");
        session.reset(Reason.UNKNOWN_ELEMENT, "no such element here");
        return IncomingSession.Handler.IGNORE;
    }

    /** Drains every pool within its own timeout; a second call joins the first. The number of drained sessions follows. */
    CompletableFuture<Integer> drain() {
        LOG.info("draining: deregistering, then waiting for sessions");
        return all(ServedPool::drain);
    }

    /** Deregisters, and sends the sessions to other elements at once. */
    CompletableFuture<Integer> stop() {
        return all(ServedPool::stop);
    }

    private CompletableFuture<Integer> all(Function<ServedPool, CompletableFuture<Void>> leave) {
        var count = pools.stream().mapToInt(ServedPool::sessionCount).sum();
        return CompletableFuture.allOf(pools.stream().map(leave).toArray(CompletableFuture[]::new))
                .thenApply(nothing -> count);
    }

    /** To be called last: ends what is left. */
    void close() {
        acceptor.close();
        registrars.close();
    }

    private final class Registration implements RegisteredElement.Registration {
        private static final int MOST_MEMBERS = 32;

        private final ServedPool.Settings settings;
        private final PeIdentifier identifier;
        private final TransportParameter reached;

        Registration(ServedPool.Settings settings, PeIdentifier identifier, TransportParameter reached) {
            this.settings = settings;
            this.identifier = identifier;
            this.reached = reached;
        }

        @Override
        public PoolElement create(Policy policy, PoolElement.Listener listener) {
            return new PoolElement(registrars, settings.handle(), identifier, reached, policy, listener);
        }

        @Override
        public void members(Consumer<List<PeIdentifier>> found, Consumer<String> failed) {
            new PoolMembers(registrars, settings.handle())
                    .ask(
                            MOST_MEMBERS,
                            elements -> found.accept(elements.stream()
                                    .map(PoolElementParameter::identifier)
                                    .toList()),
                            failed);
        }
    }

    private final class Homes implements Registrars.Listener {
        @Override
        public void onHome(EndpointAddress home) {
            LOG.infof("registrar %s is the home", home);
        }

        @Override
        public void onHomeLost(EndpointAddress home, String cause) {
            LOG.warnf("registrar %s is lost (%s); looking for another", home, cause);
        }
    }
}
