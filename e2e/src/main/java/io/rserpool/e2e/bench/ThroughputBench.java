package io.rserpool.e2e.bench;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One TCP stream from server to client through both sidecars, and directly, in turn. */
@Command(name = "throughput", mixinStandardHelpOptions = true, description = "One TCP stream through both sidecars.")
final class ThroughputBench implements Callable<Integer> {
    @Option(names = "--size", description = "MB per transfer (default: ${DEFAULT-VALUE}).")
    private int megabytes = 500;

    @Option(names = "--runs", description = "Transfers of each kind (default: ${DEFAULT-VALUE}).")
    private int runs = 5;

    @Option(names = "--mtu", description = "Longest IP packet between the sidecars; 0 = what loopback carries.")
    private int mtu;

    @Override
    public Integer call() throws Exception {
        var directory = Files.createTempDirectory("bench-throughput");
        var file = Path.of(directory.toString(), "data");
        try (var out = Files.newOutputStream(file)) {
            var block = new byte[1 << 20];
            new java.util.Random(1).nextBytes(block);
            for (int i = 0; i < megabytes; i++) {
                out.write(block);
            }
        }
        try (var pool = new PooledServers(
                directory, 1, 1, "reconnect", List.of("-b65536", "-U"), "OPEN:" + file + ",rdonly", mtu)) {
            for (int run = 0; run < runs; run++) {
                System.out.printf(
                        "through both sidecars %.2f Gbit/s, transport alone %s Gbit/s, direct %.2f Gbit/s%n",
                        transfer(pool.system().serviceAddress()),
                        TransportBench.throughput(pool.system(), 10_000, mtu),
                        transfer(pool.serverAddress(1)));
            }
        } finally {
            Files.delete(file);
        }
        return 0;
    }

    private double transfer(String address) throws IOException {
        var start = System.nanoTime();
        long received = 0;
        try (var client = new Socket(address, PooledServers.PORT)) {
            var buffer = new byte[1 << 16];
            for (int n; (n = client.getInputStream().read(buffer)) >= 0; received += n) {}
        }
        if (received != (long) megabytes << 20) {
            throw new IOException(received + " bytes arrived, not " + ((long) megabytes << 20));
        }
        return received * 8.0 / (System.nanoTime() - start);
    }
}
