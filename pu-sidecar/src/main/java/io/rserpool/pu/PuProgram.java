package io.rserpool.pu;

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
import org.jboss.logging.Logger;

/** The program from its start to SIGTERM. */
public final class PuProgram implements QuarkusApplication {
    private static final Logger LOG = Logger.getLogger(PuProgram.class);

    private final ConfigValues values =
            ConfigReader.ofProcess().read(PuKeys.TABLE).values();

    @Override
    public int run(String... args) {
        var loop = new SelectorEventLoop("rserpool");
        try (loop) {
            return run(loop);
        } catch (TransportException | UncheckedIOException e) {
            System.err.println("pu-sidecar: " + e.getMessage());
            return ConfigCheck.EXIT_CODE;
        }
    }

    private int run(SelectorEventLoop loop) {
        var addresses = CommonKeys.addresses(values);
        var registry = new PrometheusRegistry();
        var membership = CommonKeys.membership(values);
        try (var transport = CommonKeys.transport(values, PuKeys.UDP_PORT.of(values), membership)
                        .open(loop);
                var management = ManagementServer.bind(
                        CommonKeys.MANAGEMENT_ADDRESS.of(values),
                        PuKeys.MANAGEMENT_PORT.of(values),
                        registry,
                        PageGate.of(CommonKeys.isSecured(values), CommonKeys.MANAGEMENT_TOKEN.find(values)))) {
            var sidecar = loop.call(() -> new PuSidecar(
                    values,
                    transport,
                    new TcpStack(loop),
                    membership.map(member -> member.streams(loop)).orElse(null),
                    new UdpMulticast(loop),
                    new ServiceNames(loop)));
            PuPages.add(management, sidecar, loop);
            SecurityPages.add(management, registry, membership);
            var problems = loop.call(sidecar::start);
            if (!problems.isEmpty()) {
                problems.forEach(problem -> System.err.println("pu-sidecar: " + problem));
                return ConfigCheck.EXIT_CODE;
            }
            var page = loop.call(() -> new UserPage(values, sidecar, loop, addresses.getFirst(), management.port()));
            management.jsonAsync("/user", () -> loop.submit(page::json));
            var reports = loop.call(() -> StatusReports.start(values, loop::schedule, page::reports));
            management.start();
            var live = LiveSettings.follow(PuKeys.TABLE, values, changed -> {
                var settings = PuSettings.pools(changed);
                loop.execute(() -> sidecar.use(settings));
            });
            sidecar.pools()
                    .forEach(pool -> LOG.infof(
                            "pool %s: clients connect to %s:%d",
                            pool.settings().name(),
                            pool.settings().listen().getAddress().getHostAddress(),
                            pool.settings().listen().getPort()));
            LOG.infof(
                    "pu-sidecar at %s, SCTP over %s, management port %d",
                    TransportSettings.text(addresses), TransportSettings.below(transport), management.port());
            Termination.on(() -> Quarkus.asyncExit(0));
            Quarkus.waitForExit();
            live.close();
            LOG.info("stopping");
            loop.call(() -> {
                reports.ifPresent(StatusReports::stop);
                sidecar.close();
                return true;
            });
        }
        return 0;
    }
}
