package io.rserpool.e2e.bench;

import io.rserpool.e2e.bench.ProxyWays.Way;
import io.rserpool.e2e.load.ApacheBench;
import io.rserpool.e2e.load.BusyLoops;
import io.rserpool.e2e.load.Curl;
import io.rserpool.e2e.load.ForeignSockets;
import io.rserpool.e2e.load.Wrk;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Both sidecars beside HAProxy, in turn in one run, so that what else the machine does meets all alike. */
@Command(
        name = "haproxy",
        mixinStandardHelpOptions = true,
        description = "nginx direct, through HAProxy, through two HAProxys, through both sidecars.")
final class HaproxyBench implements Callable<Integer> {
    /** The longest time between two looks at how many connections are remembered: a way's measurement, and some more. */
    private static final Duration MEASUREMENT = Duration.ofSeconds(25);

    @Option(names = "--rounds", description = "How often each way is measured; medians (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(
            names = "--ways",
            split = ",",
            description = "Of direct, haproxy, haproxy2, sidecars, in this order (default: all).")
    private List<String> ways = ProxyWays.NAMES;

    @Option(
            names = "--busy",
            arity = "0..1",
            fallbackValue = "1",
            description = "Busy loops beside (default: none; without a number: 1).")
    private int busy;

    @Option(names = "--time-waits", description = "Connections of others in TIME-WAIT (default: ${DEFAULT-VALUE}).")
    private int timeWaits;

    @Option(names = "--idle", description = "Idle sockets of others (default: ${DEFAULT-VALUE}).")
    private int idle;

    @Option(names = "--seconds", description = "Of requests over one, and over 64 connections (default: 4).")
    private int seconds = 4;

    @Option(names = "--connections", description = "New connections per round and way (default: ${DEFAULT-VALUE}).")
    private int connections = 3000;

    @Option(names = "--failover", description = "Mode of the pool (default: ${DEFAULT-VALUE}).")
    private String failover = "reconnect";

    @Option(names = "--mtu", description = "Longest IP packet between the sidecars; 0 = what loopback carries.")
    private int mtu;

    @Override
    public Integer call() throws Exception {
        var directory = Files.createTempDirectory("bench-haproxy");
        System.out.println("configurations and logs: " + directory);
        var table = new WayTable(ways);
        try (var system = new ProxyWays(directory, failover, mtu);
                var foreign = new ForeignSockets(system.system().address(200), idle, timeWaits);
                var loops = new BusyLoops(system.system(), busy)) {
            for (int round = 1; round <= rounds; round++) {
                for (var name : ways) {
                    foreign.keepUp(MEASUREMENT);
                    var figures = measure(system.way(name));
                    table.add(name, figures);
                    System.out.printf("round %d, %-8s %s%n", round, name, WayTable.line(figures));
                }
            }
        }
        System.out.println();
        table.lines().forEach(System.out::println);
        return 0;
    }

    private Map<Figure, Double> measure(Way way) throws IOException {
        var cpuBefore = way.cpuTime();
        var figures = new EnumMap<Figure, Double>(Figure.class);
        var one = Wrk.run(way.url() + "/small", 1, Duration.ofSeconds(seconds));
        figures.put(Figure.P50, one.p50Millis());
        figures.put(Figure.P99, one.p99Millis());
        var many = Wrk.run(way.url() + "/small", 64, Duration.ofSeconds(seconds));
        figures.put(Figure.REQUESTS, many.requestsPerSecond());
        figures.put(Figure.REQUESTS_P99, many.p99Millis());
        var bulk = Curl.run(way.url() + "/big");
        figures.put(Figure.BULK, bulk.bytesPerSecond() / 1e6);
        var churn = ApacheBench.run(way.url() + "/small", connections, 8);
        figures.put(Figure.CONNECTIONS, churn.perSecond());
        figures.put(Figure.CPU, way.cpuTime().minus(cpuBefore).toMillis() / 1e3);
        figures.put(Figure.RESIDENT, way.residentBytes() / 1048576.0);
        long errors = one.errors()
                + many.errors()
                + (bulk.bytes() == ProxyWays.BIG ? 0 : 1)
                + churn.failed()
                + (connections - churn.complete());
        figures.put(Figure.ERRORS, (double) errors);
        return figures;
    }
}
