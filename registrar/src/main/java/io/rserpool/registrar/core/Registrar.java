package io.rserpool.registrar.core;

import io.rserpool.handlespace.Handlespace;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.csp.StatusReport;
import io.rserpool.registrar.asap.AsapServer;
import io.rserpool.registrar.asap.ServerAnnounces;
import io.rserpool.registrar.authorisation.Authorisation;
import io.rserpool.registrar.copies.Copies;
import io.rserpool.registrar.domain.Denials;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.domain.EventLog;
import io.rserpool.registrar.domain.Failures;
import io.rserpool.registrar.domain.RegistrarMetrics;
import io.rserpool.registrar.enrp.EnrpServer;
import io.rserpool.registrar.enrp.PeerAddresses;
import io.rserpool.registrar.settings.AnnounceSettings;
import io.rserpool.registrar.settings.RegistrarSettings;
import io.rserpool.registrar.view.HandlespaceView;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.sctp.SctpTransport;
import io.rserpool.transport.udp.Multicast;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A registrar (RFC 5351: ENRP server) on a transport. All methods are called on the transport's event loop
 * except {@link #isReady} and {@link #isAlive}.
 */
public final class Registrar {
    private static final Logger LOG = Logger.getLogger(Registrar.class);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration SHUTDOWN = Duration.ofMillis(500);
    private static final Duration SHUTDOWN_POLL = Duration.ofMillis(10);

    private final Domain domain;
    private final Copies copies;
    private final EnrpServer enrp;
    private final AsapServer asap;
    private @Nullable ServerAnnounces announces;
    private final long started;
    private EventLoop.Timer ticks;
    private EventLoop.Timer judgements;
    private volatile boolean ready;
    private volatile long lastTick;

    /**
     * Opens both endpoints.
     *
     * @param multicast for announcements, if the settings want any
     * @param addresses where other registrars may be
     * @param random for policies, timers and identifiers
     * @throws io.rserpool.transport.association.TransportException a port is taken
     */
    public Registrar(
            SctpTransport transport,
            Multicast multicast,
            RegistrarSettings settings,
            PeerAddresses addresses,
            RandomGenerator random,
            RegistrarMetrics metrics) {
        var handlespace = new Handlespace(
                settings.limits().handlespace(),
                settings.profile().rules().resolution().policies(),
                random);
        var loop = transport.eventLoop();
        domain = new Domain(
                settings,
                transport,
                multicast,
                handlespace,
                metrics,
                random,
                new EventLog(loop),
                new Failures(loop, metrics),
                new Authorisation(settings.security()),
                new Denials(loop, metrics));
        copies = new Copies(domain, addresses, this::ready);
        enrp = copies.enrp();
        asap = copies.asap();
        ticks = () -> {};
        judgements = () -> {};
        started = domain.clock();
    }

    /**
     * Serves pool users over TCP, too (RFC 5352 section 2.1), once it serves. Call it before {@link #announce}.
     *
     * @param tcp carries ASAP messages over TCP; this registrar closes it
     */
    public void serveTcp(Endpoint tcp) {
        asap.useTcp(tcp);
    }

    /**
     * Announces itself to elements and users once it serves.
     *
     * @throws IOException the group cannot be joined
     */
    public void announce(AnnounceSettings announced) throws IOException {
        announces = new ServerAnnounces(domain, announced, asap.tcpPort());
    }

    /**
     * Begins to look for peers, and to serve once it has the handlespace.
     *
     * @throws java.io.UncheckedIOException a multicast group cannot be joined
     */
    public void start() {
        LOG.infof(
                "registrar starts id=%s address=%s",
                domain.id(), domain.transport().localAddresses().getFirst().getHostAddress());
        copies.start();
        tick();
        judge();
    }

    private void ready() {
        ready = true;
        domain.metrics().ready(true);
        asap.listen();
    }

    /** What this registrar does by itself. */
    private void tick() {
        ticks = domain.loop().schedule(TICK, this::tick);
        lastTick = domain.clock();
        domain.failures().guard("enrp-tick", copies::tick);
        if (ready && announces != null) {
            domain.failures().guard("announce", announces::tick);
        }
        domain.failures().guard("metrics", this::measure);
    }

    /** What it concludes from the silence of others: in time that it has listened itself. */
    private void judge() {
        judgements = domain.loop().scheduleJudgement(TICK, this::judge);
        domain.failures().guard("enrp-judgement", copies::judge);
        domain.failures().guard("keep-alives", asap.keepAlives()::tick);
    }

    private void measure() {
        var handlespace = domain.handlespace();
        domain.metrics()
                .sizes(
                        handlespace.pools().size(),
                        handlespace.size(),
                        handlespace.countOwnedBy(domain.id()),
                        enrp.peers().size());
        domain.metrics().associations("asap", asap.associations());
        domain.metrics().subscriptions(asap.subscriptions());
        domain.metrics().associations("enrp", enrp.associations());
    }

    /** Whether it serves. Callable from any thread. */
    public boolean isReady() {
        return ready;
    }

    /** Whether its event loop runs. Callable from any thread. */
    public boolean isAlive() {
        return domain.clock() - lastTick < LONGEST_PAUSE.toNanos();
    }

    public RegistrarSettings settings() {
        return domain.settings();
    }

    /** To be read only. */
    public Handlespace handlespace() {
        return domain.handlespace();
    }

    /** The handlespace and the peers as maps and lists, for JSON. */
    public Map<String, Object> view() {
        return HandlespaceView.of(domain, enrp.peers().all(), ready, uptime());
    }

    private Duration uptime() {
        return Duration.ofNanos(domain.clock() - started);
    }

    /**
     * What it says of itself by the Component Status Protocol, in RSPLIB's words.
     *
     * @param location host name and address
     * @param interval between reports
     * @param isLast it stops
     */
    public StatusReport statusReport(String location, Duration interval, boolean isLast) {
        var handlespace = domain.handlespace();
        var status = "%d[%d] PEs in %s, %s"
                .formatted(
                        handlespace.size(),
                        handlespace.countOwnedBy(domain.id()),
                        count(handlespace.pools().size(), "Pool"),
                        count(enrp.peers().all().size(), "Peer"));
        var peers = enrp.peers().all().stream()
                .map(peer -> StatusReport.Association.sctp(component(peer.id()), Ppid.ENRP))
                .limit(StatusReport.MAX_ASSOCIATIONS)
                .toList();
        return new StatusReport(
                isLast, component(domain.id()), uptime(), interval, location, status, StatusReport.NO_WORKLOAD, peers);
    }

    private static String count(int number, String noun) {
        return "%d %s%s".formatted(number, noun, number == 1 ? "" : "s");
    }

    private static StatusReport.ComponentId component(ServerId id) {
        return new StatusReport.ComponentId(StatusReport.Group.REGISTRAR, Integer.toUnsignedLong(id.value()));
    }

    /**
     * Ends all associations in order, so that peers learn at once; then closes the transport and calls back.
     */
    public void shutdown(Runnable whenDone) {
        ready = false;
        domain.metrics().ready(false);
        ticks.cancel();
        judgements.cancel();
        if (announces != null) {
            announces.close();
        }
        LOG.infof(
                "registrar stops id=%s elements=%d",
                domain.id(), domain.handlespace().size());
        enrp.shutdown();
        asap.shutdown();
        awaitShutdown(domain.clock() + SHUTDOWN.toNanos(), whenDone);
    }

    /** Stops at once, as if the process had been killed: nobody is told. */
    void halt() {
        ticks.cancel();
        judgements.cancel();
        enrp.halt();
        if (announces != null) {
            announces.close();
        }
        asap.close();
    }

    private void awaitShutdown(long deadline, Runnable whenDone) {
        if (domain.clock() < deadline && (asap.associations() > 0 || enrp.associations() > 0)) {
            domain.loop().schedule(SHUTDOWN_POLL, () -> awaitShutdown(deadline, whenDone));
        } else {
            asap.close();
            domain.transport().close();
            whenDone.run();
        }
    }
}
