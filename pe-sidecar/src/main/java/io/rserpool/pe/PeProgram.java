package io.rserpool.pe;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.rserpool.program.Termination;
import io.rserpool.program.http.ManagementServer;
import io.rserpool.program.http.PageGate;
import io.rserpool.program.http.SecurityPages;
import io.rserpool.program.settings.CommonKeys;
import io.rserpool.program.settings.ConfigCheck;
import io.rserpool.program.settings.ConfigReader;
import io.rserpool.program.settings.ConfigValues;
import io.rserpool.program.settings.LiveSettings;
import io.rserpool.program.status.StatusReports;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.setup.TransportSettings;
import io.rserpool.transport.tcp.TcpStack;
import io.rserpool.transport.udp.UdpMulticast;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The program from its start to SIGTERM. */
public final class PeProgram implements QuarkusApplication {
    private static final Logger LOG = Logger.getLogger(PeProgram.class);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(2);

    private final ConfigValues values =
            ConfigReader.ofProcess().read(PeKeys.TABLE).values();

    @Override
    public int run(String... args) {
        var loop = new SelectorEventLoop("rserpool");
        try (loop) {
            return run(loop);
        } catch (TransportException | UncheckedIOException e) {
            System.err.println("pe-sidecar: " + e.getMessage());
            return ConfigCheck.EXIT_CODE;
        }
    }

    private int run(SelectorEventLoop loop) {
        var addresses = CommonKeys.addresses(values);
        var registry = new PrometheusRegistry();
        var membership = CommonKeys.membership(values);
        try (var transport = CommonKeys.transport(values, PeKeys.UDP_PORT.of(values), membership)
                        .open(loop);
                var management = ManagementServer.bind(
                        CommonKeys.MANAGEMENT_ADDRESS.of(values),
                        PeKeys.MANAGEMENT_PORT.of(values),
                        registry,
                        PageGate.of(CommonKeys.isSecured(values), CommonKeys.MANAGEMENT_TOKEN.find(values)))) {
            var sidecar = loop.call(() -> new PeSidecar(values, transport, new TcpStack(loop), new UdpMulticast(loop)));
            PePages.add(management, sidecar, loop, PeKeys.DRAIN_TOKEN.find(values));
            SecurityPages.add(management, registry, membership);
            loop.call(() -> {
                sidecar.start();
                return sidecar;
            });
            var page = loop.call(() -> new ElementPage(values, sidecar, loop, transport.localAddresses()));
            management.jsonAsync("/element", () -> loop.submit(page::json));
            var reports = loop.call(() -> StatusReports.start(values, loop::schedule, page::reports));
            management.start();
            var live = LiveSettings.follow(PeKeys.TABLE, values, changed -> {
                var settings = PeSettings.pools(changed);
                loop.execute(() -> sidecar.use(settings));
            });
            LOG.infof(
                    "pe-sidecar at %s, SCTP port %d over %s, management port %d",
                    TransportSettings.text(addresses),
                    PeKeys.SCTP_PORT.of(values),
                    TransportSettings.below(transport),
                    management.port());
            Termination.on(() -> Quarkus.asyncExit(0));
            Quarkus.waitForExit();
            live.close();
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
