package io.rserpool.pu;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.asap.AddressResolver;
import io.rserpool.endpoint.asap.RegistrarOptions;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.user.PoolUser;
import io.rserpool.endpoint.user.PoolUserOptions;
import io.rserpool.program.settings.CommonKeys;
import io.rserpool.program.settings.ConfigValues;
import io.rserpool.program.settings.TimerProfile;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.ServerId;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.dtls.TlsStreams;
import io.rserpool.transport.loop.RepeatedLog;
import io.rserpool.transport.message.MessageEndpoint;
import io.rserpool.transport.message.MessageOptions;
import io.rserpool.transport.sctp.SctpTransport;
import io.rserpool.transport.tcp.TcpStack;
import io.rserpool.transport.udp.Multicast;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Everything of a pu-sidecar that lives on its event loop. Use it on that loop's thread only. */
final class PuSidecar {
    private static final Logger LOG = Logger.getLogger(PuSidecar.class);
    private static final Duration REGISTRAR_RESOLVE_INTERVAL = Duration.ofSeconds(30);
    private static final int FAILOVERS_REMEMBERED = 256;

    private final EndpointMetrics metrics = new EndpointMetrics();
    private final RepeatedLog failoverLog;
    private final Registrars registrars;
    private final PoolUser user;
    private final ClientSight sight = new ClientSight();
    private final List<UsedPool> pools = new ArrayList<>();
    private final List<Forward> forwards = new ArrayList<>();
    private final ArrayDeque<Failover> failovers = new ArrayDeque<>();
    private Consumer<Failover> failoverObserver = failover -> {};
    private boolean listening;

    /** @param tls secures what is said to registrars over TCP; null = security is off */
    PuSidecar(
            ConfigValues values,
            SctpTransport transport,
            TcpStack tcp,
            @Nullable TlsStreams tls,
            Multicast multicast,
            AddressResolver names) {
        var sctp = PuKeys.SCTP.of(values);
        failoverLog = new RepeatedLog(
                transport.eventLoop(), System.getLogger(PuSidecar.class.getName()), System.Logger.Level.INFO);
        registrars = registrars(values, transport, tcp, tls);
        listenToAnnounces(values, transport, multicast);
        user = new PoolUser(
                transport,
                PoolUserOptions.DEFAULT
                        .withSctp(sctp)
                        .withElementUdpPort(CommonKeys.peerUdpPort(values))
                        .withJournalBudget(PuKeys.JOURNAL_BUDGET.of(values)),
                registrars,
                RandomGenerator.getDefault(),
                metrics);
        for (var settings : PuSettings.pools(values)) {
            pools.add(new UsedPool(settings, tcp, user, names, sight, this::failedOver));
        }
        for (var settings : PuSettings.forwards(values)) {
            forwards.add(new Forward(settings, tcp, names));
        }
    }

    private Registrars registrars(
            ConfigValues values, SctpTransport transport, TcpStack tcp, @Nullable TlsStreams tls) {
        var options = new RegistrarOptions(
                        PuSettings.registrars(values),
                        CommonKeys.peerUdpPort(values),
                        PuKeys.TIMERS.of(values),
                        REGISTRAR_RESOLVE_INTERVAL,
                        PuKeys.SUBSCRIBE
                                .find(values)
                                .orElseGet(() -> CommonKeys.TIMER_PROFILE.of(values) != TimerProfile.RSPLIB))
                .withSecurity(transport.security());
        var isTcp = PuKeys.REGISTRAR_TRANSPORT.of(values) == PuKeys.RegistrarTransport.TCP;
        return new Registrars(
                isTcp
                        ? MessageEndpoint.connecting(tcp, MessageOptions.of(Ppid.ASAP), tls)
                        : transport.open(0, PuKeys.SCTP.of(values)),
                transport.eventLoop(),
                options,
                AddressResolver.system(transport.eventLoop()),
                RandomGenerator.getDefault(),
                metrics);
    }

    private void listenToAnnounces(ConfigValues values, SctpTransport transport, Multicast multicast) {
        var announces = PuSettings.announces(values, transport.localAddresses().getFirst());
        try {
            if (announces.isPresent()) {
                registrars.listenToAnnounces(multicast, announces.get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen to announces: " + e.getMessage(), e);
        }
    }

    /**
     * Listens for clients and looks for a registrar.
     *
     * @return what is in the way of listening, a line for each pool; empty if all is well
     */
    List<String> start() {
        var problems = new ArrayList<String>();
        for (var pool : pools) {
            try {
                pool.listen();
            } catch (IOException e) {
                problems.add(problem(pool.settings(), e));
            }
        }
        if (problems.isEmpty()) {
            listening = true;
            forwards.forEach(Forward::listen);
            registrars.addListener(new Homes());
            registrars.start();
        }
        return problems;
    }

    private static String problem(UsedPool.Settings pool, IOException cause) {
        var address = pool.listen().getAddress().getHostAddress() + ":"
                + pool.listen().getPort();
        var holder = PortHolder.of(pool.listen())
                .map(process -> "; held by " + process)
                .orElse("");
        return "rserpool.pu.pools.%s.listen=%s cannot be listened on: %s%s"
                .formatted(pool.name(), address, cause.getMessage(), holder);
    }

    /** Live keys have other values. */
    void use(List<UsedPool.Settings> changed) {
        for (var pool : pools) {
            changed.stream()
                    .filter(settings -> settings.name().equals(pool.settings().name()))
                    .forEach(pool::use);
        }
    }

    private void failedOver(Failover failover) {
        failoverLog.log(failover::toString);
        if (failovers.size() == FAILOVERS_REMEMBERED) {
            failovers.removeFirst();
        }
        failovers.addLast(failover);
        failoverObserver.accept(failover);
    }

    void onFailover(Consumer<Failover> observer) {
        failoverObserver = observer;
    }

    ServerId homeId() {
        return registrars.homeId();
    }

    List<UsedPool> pools() {
        return pools;
    }

    List<Forward> forwards() {
        return forwards;
    }

    /** The last ones, oldest first. */
    List<Failover> failovers() {
        return List.copyOf(failovers);
    }

    EndpointMetrics metrics() {
        return metrics;
    }

    /** Whether clients can connect. */
    boolean isListening() {
        return listening;
    }

    boolean hasRegistrar() {
        return registrars.home().isPresent();
    }

    /** Takes no more clients, and resets those that are left. */
    void close() {
        pools.forEach(UsedPool::close);
        forwards.forEach(Forward::close);
        pools.forEach(pool -> pool.sessions().forEach(ClientSession::stop));
        sight.close();
        user.close();
        registrars.close();
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
