package io.rserpool.e2e.bench;

import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import io.rserpool.transport.loop.SelectorEventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many elements, each with an association of its own, at one registrar. */
@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        description = "Memory, idle CPU and resolution time of a registrar.")
final class ScaleBench implements Callable<Integer> {
    private static final int TICKS_PER_SECOND = 100;

    @Option(names = "--elements", description = "Pool elements (default: ${DEFAULT-VALUE}).")
    private int elements = 10_000;

    @Option(names = "--pools", description = "Pools (default: ${DEFAULT-VALUE}).")
    private int pools = 100;

    @Option(names = "--idle", description = "Seconds to watch it idle (default: ${DEFAULT-VALUE}).")
    private int idleSeconds = 30;

    @Option(names = "--resolutions", description = "Handle resolutions to time (default: ${DEFAULT-VALUE}).")
    private int resolutions = 5000;

    @Override
    public Integer call() throws Exception {
        try (var system = new LocalSystem(LocalSystem.project(), Files.createTempDirectory("bench-scale"), 1);
                var loop = new SelectorEventLoop("load")) {
            var perAddress = Map.of("rserpool.registrar.limits.associations-per-address", "" + (elements + 1));
            var registrar = system.startRegistrar(1, perAddress);
            var management = system.management(system.registrarAddress(1));
            await().atMost(Duration.ofSeconds(30)).until(management::ready);
            var before = registrar.residentBytes();
            var load = new RegistrarLoad(
                    loop,
                    InetAddress.ofLiteral(system.address(60)),
                    InetAddress.ofLiteral(system.registrarAddress(1)),
                    elements,
                    pools);
            var start = System.nanoTime();
            load.start();
            await().atMost(Duration.ofMinutes(5)).until(() -> load.registered() == elements);
            print("%d elements in %d pools registered in %.1f s", elements, pools, (System.nanoTime() - start) / 1e9);
            print("RSS %d MB before, %d MB with all of them", before >> 20, registrar.residentBytes() >> 20);
            Thread.sleep(Duration.ofSeconds(5)); // the heap settles
            print("idle: %.1f %% of a core, RSS %d MB", idle(registrar), registrar.residentBytes() >> 20);
            var outcome = new CompletableFuture<Durations>();
            loop.execute(() -> load.resolve(resolutions, outcome));
            print("resolution meanwhile: %s", outcome.get().summary(3));
            print("still registered: %d", load.registered());
        }
        return 0;
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private double idle(LocalProcess process) throws IOException, InterruptedException {
        var before = ticks(process);
        Thread.sleep(Duration.ofSeconds(idleSeconds));
        return 100.0 * (ticks(process) - before) / TICKS_PER_SECOND / idleSeconds;
    }

    /** User and system time so far (fields 14 and 15 of {@code /proc/PID/stat}). */
    private static long ticks(LocalProcess process) throws IOException {
        var stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}
