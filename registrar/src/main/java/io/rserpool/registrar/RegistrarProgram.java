package io.rserpool.registrar;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.rserpool.program.Termination;
import io.rserpool.program.http.HealthCheck;
import io.rserpool.program.http.LoopMetrics;
import io.rserpool.program.http.ManagementServer;
import io.rserpool.program.http.PageGate;
import io.rserpool.program.http.ProcessMetrics;
import io.rserpool.program.http.SecurityPages;
import io.rserpool.program.settings.CommonKeys;
import io.rserpool.program.settings.ConfigReader;
import io.rserpool.program.settings.ConfigValues;
import io.rserpool.program.settings.LocalAddress;
import io.rserpool.program.status.StatusReports;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.csp.StatusReportCodec;
import io.rserpool.registrar.core.Registrar;
import io.rserpool.registrar.domain.RegistrarMetrics;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.dtls.TlsStreams;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.message.MessageEndpoint;
import io.rserpool.transport.message.MessageOptions;
import io.rserpool.transport.sctp.SctpTransport;
import io.rserpool.transport.setup.Membership;
import io.rserpool.transport.setup.TransportSettings;
import io.rserpool.transport.tcp.TcpStack;
import io.rserpool.transport.udp.UdpMulticast;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The program from its start to SIGTERM. */
public final class RegistrarProgram implements QuarkusApplication {
    private static final Logger LOG = Logger.getLogger(RegistrarProgram.class);
    private static final int CANNOT_START = 1;
    private static final Duration LONGEST_STOP = Duration.ofSeconds(2);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

    private final ConfigValues values =
            ConfigReader.ofProcess().read(RegistrarKeys.TABLE).values();

    @Override
    public int run(String... args) {
        try (var loop = new SelectorEventLoop("rserpool")) {
            return run(loop);
        } catch (TransportException | UncheckedIOException e) {
            System.err.println("registrar: " + e.getMessage());
            return CANNOT_START;
        }
    }

    private int run(SelectorEventLoop loop) {
        var addresses = CommonKeys.addresses(values);
        var metrics = new PrometheusRegistry();
        ProcessMetrics.register(metrics);
        var figures = loop.statistics();
        new LoopMetrics(metrics)
                .turnsOverBudget(figures::turnsOverBudget)
                .longestTurn(figures::longestTurnNanos)
                .stalled(figures::stalledNanos)
                .failures(figures::failures);
        var membership = CommonKeys.membership(values);
        try (var management = ManagementServer.bind(
                        CommonKeys.MANAGEMENT_ADDRESS.of(values),
                        RegistrarKeys.MANAGEMENT_PORT.of(values),
                        metrics,
                        PageGate.of(CommonKeys.isSecured(values), CommonKeys.MANAGEMENT_TOKEN.find(values)));
                var transport = CommonKeys.transport(values, RegistrarKeys.UDP_PORT.of(values), membership)
                        .open(loop)) {
            var registrar = loop.call(() -> start(transport, loop, metrics, membership));
            addPages(management, registrar, loop);
            SecurityPages.add(management, metrics, membership);
            var reports = loop.call(() -> report(loop, registrar, addresses.getFirst()));
            management.start();
            LOG.infof(
                    "registrar at %s, SCTP ports %d and %d over %s, management port %d",
                    TransportSettings.text(addresses),
                    RegistrarKeys.ASAP_PORT.of(values),
                    RegistrarKeys.ENRP_PORT.of(values),
                    TransportSettings.below(transport),
                    management.port());
            Termination.on(() -> Quarkus.asyncExit(0));
            Quarkus.waitForExit();
            loop.execute(() -> reports.ifPresent(StatusReports::stop));
            stop(loop, registrar);
        }
        return 0;
    }

    private Registrar start(
            SctpTransport transport,
            SelectorEventLoop loop,
            PrometheusRegistry metrics,
            Optional<Membership> membership) {
        var registrar = new Registrar(
                transport,
                new UdpMulticast(loop),
                Settings.of(values, new SecureRandom()).withSecurity(transport.security()),
                new ResolvedPeers(Settings.peers(values), CommonKeys.peerUdpPort(values)),
                new Random(),
                new RegistrarMetrics(metrics));
        try {
            serveUsers(registrar, loop, transport.localAddresses().getFirst(), membership);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        registrar.start();
        return registrar;
    }

    private void serveUsers(
            Registrar registrar, SelectorEventLoop loop, InetAddress address, Optional<Membership> membership)
            throws IOException {
        int port = Settings.tcpPort(values);
        if (port != 0) {
            var tls = membership.map(member -> member.streams(loop)).orElse(null);
            registrar.serveTcp(listen(new TcpStack(loop), new InetSocketAddress(address, port), tls));
        }
        var announce = Settings.announce(values);
        if (announce.isPresent()) {
            registrar.announce(announce.get());
        }
    }

    private static Endpoint listen(TcpStack stack, InetSocketAddress address, @Nullable TlsStreams tls)
            throws IOException {
        try {
            return MessageEndpoint.bound(stack, address, MessageOptions.of(Ppid.ASAP), tls);
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen at TCP port %d of %s: %s"
                            .formatted(address.getPort(), address.getAddress().getHostAddress(), e.getMessage()),
                    e);
        }
    }

    /** RFC 5525's rserpoolENRPTable; what belongs to the program comes first. */
    private Map<String, Object> view(Registrar registrar) {
        var view = new LinkedHashMap<String, Object>();
        view.put("operationScope", CommonKeys.OPERATION_SCOPE.of(values));
        view.put("description", CommonKeys.DESCRIPTION.of(values));
        view.putAll(registrar.view());
        return view;
    }

    private Optional<StatusReports> report(SelectorEventLoop loop, Registrar registrar, InetAddress address) {
        var location = LocalAddress.location(address, RegistrarKeys.ASAP_PORT.of(values));
        var interval = CommonKeys.CSP_INTERVAL.of(values);
        return StatusReports.start(
                values,
                loop::schedule,
                isLast -> List.of(StatusReportCodec.encode(registrar.statusReport(location, interval, isLast))));
    }

    private void addPages(ManagementServer management, Registrar registrar, SelectorEventLoop loop) {
        management
                .health()
                .live(
                        "event-loop",
                        () -> new HealthCheck.Result(
                                registrar.isAlive(), loop.statistics().shown()))
                .ready("handlespace", () -> HealthCheck.Result.of(registrar.isReady()));
        management.jsonAsync("/handlespace", () -> loop.submit(() -> view(registrar))
                .orTimeout(LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static void stop(SelectorEventLoop loop, Registrar registrar) {
        var stopped = new CompletableFuture<Boolean>();
        loop.execute(() -> registrar.shutdown(() -> stopped.complete(true)));
        stopped.completeOnTimeout(false, LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
