package io.rserpool.e2e.bench;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import io.rserpool.e2e.local.ProcessMemory;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Start-up time and idle memory of each program. */
@Command(
        name = "footprint",
        mixinStandardHelpOptions = true,
        description = "Time until ready, and idle memory, per program.")
final class FootprintBench implements Callable<Integer> {
    @Option(names = "--runs", description = "Starts per program (default: ${DEFAULT-VALUE}).")
    private int runs = 5;

    @Mixin
    private InTurn inTurn = new InTurn();

    @Override
    public Integer call() throws Exception {
        inTurn.run(this::measure);
        return 0;
    }

    private void measure(boolean secured) throws Exception {
        for (var program : new String[] {"registrar", "pe-sidecar", "pu-sidecar"}) {
            var starts = new Durations();
            long resident = 0;
            long unique = 0;
            long anonymous = 0;
            for (int run = 0; run < runs; run++) {
                var memory = measure(program, secured, starts);
                resident = Math.max(resident, memory.resident());
                unique = Math.max(unique, memory.unique());
                anonymous = Math.max(anonymous, memory.anonymous());
            }
            System.out.printf(
                    "%-11s ready after %s; idle: RSS %d MB, USS %d MB, anonymous %d MB%n",
                    program, starts.summary(0), resident >> 20, unique >> 20, anonymous >> 20);
        }
    }

    private static ProcessMemory measure(String program, boolean secured, Durations starts) throws Exception {
        try (var system = new LocalSystem(LocalSystem.project(), Files.createTempDirectory("bench-footprint"), 1)) {
            if (secured) {
                system.secure();
            }
            if (!program.equals("registrar")) {
                awaitReady(system, system.registrarAddress(1), system.startRegistrar(1));
            }
            var begin = System.nanoTime();
            var process = start(system, program);
            awaitReady(system, address(system, program), process);
            starts.add(System.nanoTime() - begin);
            Thread.sleep(Duration.ofSeconds(3)); // what "idle" means here
            return process.memory();
        }
    }

    private static LocalProcess start(LocalSystem system, String program) {
        return switch (program) {
            case "registrar" -> system.startRegistrar(1);
            case "pe-sidecar" -> {
                system.startFileServer("server", system.address(41), 8080, java.nio.file.Path.of("/dev/null"));
                yield system.startElement(1, Map.of("rserpool.pe.pools.bench.server", system.address(41) + ":8080"));
            }
            default -> system.startUser(Map.of("rserpool.pu.pools.bench.listen", system.serviceAddress() + ":8080"));
        };
    }

    private static String address(LocalSystem system, String program) {
        return switch (program) {
            case "registrar" -> system.registrarAddress(1);
            case "pe-sidecar" -> system.elementAddress(1);
            default -> system.userAddress();
        };
    }

    private static void awaitReady(LocalSystem system, String address, LocalProcess process)
            throws InterruptedException {
        var management = system.management(address);
        while (!management.ready()) {
            if (!process.isAlive()) {
                throw new IllegalStateException(process.name() + " ended:\n" + process.output());
            }
            Thread.sleep(5);
        }
    }
}
