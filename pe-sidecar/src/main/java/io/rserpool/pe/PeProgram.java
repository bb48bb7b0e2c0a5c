package io.rserpool.pe;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.rserpool.program.Termination;
import io.rserpool.program.http.ManagementServer;
import io.rserpool.program.settings.ConfigCheck;
import io.rserpool.program.settings.ConfigValues;
import io.rserpool.program.settings.LocalAddress;
import io.rserpool.program.status.StatusReports;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpException;
import io.rserpool.transport.setup.TransportMode;
import io.rserpool.transport.setup.TransportSettings;
import io.rserpool.transport.tcp.TcpStack;
import io.rserpool.transport.udp.UdpMulticast;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The program from its start to SIGTERM. */
public final class PeProgram implements QuarkusApplication {
    private static final Logger LOG = Logger.getLogger(PeProgram.class);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(2);
    private static final Duration USUAL_ANSWER = Duration.ofSeconds(60);

    private final PeConfig config;

    PeProgram(PeConfig config) {
        this.config = config;
    }

    @Override
    public int run(String... args) {
        var loop = new SelectorEventLoop("rserpool");
        try (loop) {
            return run(loop);
        } catch (SctpException | UncheckedIOException e) {
            System.err.println("pe-sidecar: " + e.getMessage());
            return ConfigCheck.EXIT_CODE;
        }
    }

    /** The JDK's HTTP server cuts answers off after a time; that of /drain may take longer than it usually grants. */
    private void allowLongDrains() {
        var longest = config.pe().pools().values().stream()
                .map(PeConfig.Pool::drainTimeout)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        if (longest.compareTo(USUAL_ANSWER) > 0) {
            System.setProperty("sun.net.httpserver.maxRspTime", Long.toString(longest.toSeconds() + 60));
        }
    }

    private int run(SelectorEventLoop loop) {
        allowLongDrains();
        var addresses = LocalAddress.all(config.addresses(), config.address());
        var registry = new PrometheusRegistry();
        try (var transport = new TransportSettings(
                                TransportMode.valueOf(config.transport().mode().name()),
                                addresses,
                                config.udpPort(),
                                config.mtu())
                        .open(loop);
                var management = ManagementServer.bind(
                        InetAddress.ofLiteral(config.management().address()),
                        config.management().port(),
                        registry)) {
            var sidecar = loop.call(() -> new PeSidecar(
                    config, ConfigValues.current(), transport, new TcpStack(loop), new UdpMulticast(loop)));
            PePages.add(management, sidecar, loop, config.pe().drainToken());
            loop.call(() -> {
                sidecar.start();
                return sidecar;
            });
            var page = loop.call(() -> new ElementPage(config, sidecar, loop, transport.localAddresses()));
            management.jsonAsync("/element", () -> loop.submit(page::json));
            var reports = loop.call(() -> StatusReports.start(config.csp(), loop::schedule, page::reports));
            management.start();
            LOG.infof(
                    "pe-sidecar at %s, SCTP port %d over %s, management port %d",
                    TransportSettings.text(addresses),
                    config.pe().sctpPort(),
                    TransportSettings.below(transport),
                    management.port());
            Termination.on(() -> Quarkus.asyncExit(0));
            Quarkus.waitForExit();
            loop.execute(() -> reports.ifPresent(StatusReports::stop));
            stop(loop, sidecar);
        }
        return 0;
    }

    private static void stop(SelectorEventLoop loop, PeSidecar sidecar) {
        LOG.info("stopping: sessions go to other elements");
        loop.call(sidecar::stop)
                .completeOnTimeout(0, LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        loop.call(() -> {
            sidecar.close();
            return true;
        });
    }
}
