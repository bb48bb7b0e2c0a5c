package io.rserpool.e2e.bench;

import java.net.Socket;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Questions and answers of 200 bytes through both sidecars and directly, in turn. */
@Command(name = "latency", mixinStandardHelpOptions = true, description = "200-byte request and response.")
final class LatencyBench implements Callable<Integer> {
    @Option(names = "--exchanges", description = "Exchanges per block (default: ${DEFAULT-VALUE}).")
    private int exchanges = 5000;

    @Option(names = "--blocks", description = "Blocks of each kind, in turn (default: ${DEFAULT-VALUE}).")
    private int blocks = 6;

    @Override
    public Integer call() throws Exception {
        try (var pool = new PooledServers(
                        Files.createTempDirectory("bench-latency"), 1, 1, "reconnect", PooledServers.ECHO, "PIPE", 0);
                var proxied = new Socket(pool.system().serviceAddress(), PooledServers.PORT);
                var direct = new Socket(pool.serverAddress(1), PooledServers.PORT)) {
            proxied.setTcpNoDelay(true);
            direct.setTcpNoDelay(true);
            var through = new Durations();
            var without = new Durations();
            for (int block = 0; block < blocks; block++) {
                // The first block of each warms up.
                run(proxied, block == 0 ? new Durations() : through);
                run(direct, block == 0 ? new Durations() : without);
            }
            System.out.printf("through both sidecars: %s%n", through.summary(3));
            System.out.printf("direct:                %s%n", without.summary(3));
            System.out.printf("added at p50: %.3f ms%n", (through.quantile(0.5) - without.quantile(0.5)) / 1e6);
        }
        return 0;
    }

    private void run(Socket client, Durations durations) throws Exception {
        for (int i = 0; i < exchanges; i++) {
            var start = System.nanoTime();
            FailoverBench.exchange(client, i);
            durations.add(System.nanoTime() - start);
        }
    }
}
