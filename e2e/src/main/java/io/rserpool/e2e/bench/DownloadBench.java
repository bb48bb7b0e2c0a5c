package io.rserpool.e2e.bench;

import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import io.rserpool.protocol.Ports;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.usrsctp.UsrsctpConfig;
import io.rserpool.transport.sctp.usrsctp.UsrsctpTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A large handlespace goes to a registrar that starts, from its mentor in another process, while a user resolves
 * handles there.
 */
@Command(
        name = "download",
        mixinStandardHelpOptions = true,
        description = "Time of a handlespace download, and what others feel of it.")
final class DownloadBench implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PAUSE = Duration.ofSeconds(3);

    @Option(names = "--elements", description = "Pool elements (default: ${DEFAULT-VALUE}).")
    private int elements = 100_000;

    @Option(names = "--pools", description = "Pools (default: ${DEFAULT-VALUE}).")
    private int pools = 100;

    @Option(names = "--rounds", description = "Registrars started, one after the other (default: ${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Override
    public Integer call() throws Exception {
        try (var system = new LocalSystem(LocalSystem.project(), Files.createTempDirectory("bench-download"), 1);
                var loop = new SelectorEventLoop("load")) {
            startRegistrar(system, 1);
            var bind = new InetSocketAddress(system.address(60), EndpointAddress.UDP_ENCAPSULATION_PORT);
            var transport = UsrsctpTransport.open(loop, bind, UsrsctpConfig.DEFAULT);
            var mentor = EndpointAddress.of(
                    InetAddress.ofLiteral(system.registrarAddress(1)),
                    Ports.ASAP,
                    EndpointAddress.UDP_ENCAPSULATION_PORT);
            var load = new ManyElements(transport, mentor, elements, pools);
            loop.execute(load::start);
            await().atMost(PATIENCE).until(() -> load.registered() == elements);
            print("%d elements in %d pools registered", elements, pools);
            var users = new Resolutions(loop, transport, mentor, load);
            Thread.sleep(PAUSE);
            print("resolutions while nothing else happens: %s", users.take(0).summary(2));
            for (int round = 1; round <= rounds; round++) {
                download(system, users);
            }
        }
        return 0;
    }

    private LocalProcess startRegistrar(LocalSystem system, int number) {
        var process = system.startProgram(
                "registrar",
                "registrar-" + number,
                system.registrarAddress(number),
                Map.of(
                        "rserpool.registrar.peers", system.registrarAddress(1) + "," + system.registrarAddress(2),
                        "rserpool.registrar.limits.elements", Integer.toString(2 * elements),
                        "rserpool.registrar.limits.elements-per-pool", Integer.toString(2 * elements)));
        var management = system.management(system.registrarAddress(number));
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(management::ready);
        return process;
    }

    private void download(LocalSystem system, Resolutions users) throws Exception {
        users.take(0);
        var registrar = startRegistrar(system, 2);
        var management = system.management(system.registrarAddress(2));
        var seconds = management.metric("rserpool_registrar_download_seconds");
        var from = System.nanoTime() - (long) (seconds * 1e9) - POLL.toNanos();
        var meanwhile = users.take(from).summary(2);
        // The metric is of the last tick: all must be there soon.
        await().atMost(PATIENCE).until(() -> management.metric("rserpool_registrar_elements") == elements);
        print(
                "%d elements downloaded in %.0f ms; resolutions at the mentor meanwhile: %s",
                elements, seconds * 1e3, meanwhile);
        registrar.kill();
        Thread.sleep(PAUSE);
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
