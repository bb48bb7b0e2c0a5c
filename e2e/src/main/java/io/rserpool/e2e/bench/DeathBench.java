package io.rserpool.e2e.bench;

import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.bench.PoolsByMode.Program;
import io.rserpool.e2e.bench.PoolsByMode.Use;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long a client waits for its next answer when its server is killed, in each mode, beside HAProxy and a client that helps itself, in turn. */
@Command(
        name = "deaths",
        mixinStandardHelpOptions = true,
        description = "SIGKILL of a server to the client's next answer: every mode, HAProxy, and no help at all.")
final class DeathBench implements Callable<Integer> {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** Answers before a kill, so that all is warm, and after it. */
    private static final int ANSWERS = 200;

    private static final int HAPROXY = 51;
    private static final int TCP_PORT = 9001;
    private static final int HTTP_PORT = 9002;

    /**
     * A way to the servers.
     *
     * @param use of the pu-sidecar; null = it is not on the way
     */
    private record Way(
            Question question,
            Program program,
            List<InetSocketAddress> targets,
            @Nullable Use use) {}

    private static final class Result {
        final Durations waits = new Durations();
        int cuts;
    }

    @Option(names = "--kills", description = "How often to kill per way (default: ${DEFAULT-VALUE}).")
    private int kills = 20;

    @Option(names = "--list", description = "Print every wait, too: a median may lie between two peaks.")
    private boolean list;

    @Override
    public Integer call() throws Exception {
        var directory = Files.createTempDirectory("bench-deaths");
        System.out.println("configurations and logs: " + directory);
        try (var pools = new PoolsByMode(directory)) {
            startHaproxy(pools, directory);
            var ways = ways(pools);
            var results = new LinkedHashMap<String, Result>();
            for (int kill = 0; kill < kills; kill++) {
                for (var way : ways.entrySet()) {
                    measure(pools, way.getValue(), results.computeIfAbsent(way.getKey(), _ -> new Result()));
                }
            }
            print(results);
            if (list) {
                results.forEach((name, result) -> System.out.println(name + ": " + result.waits.sortedMillis()));
            }
        }
        return 0;
    }

    private static Map<String, Way> ways(PoolsByMode pools) {
        var ways = new LinkedHashMap<String, Way>();
        var web = Question.GET_OF_HTTP;
        ways.put(
                "nginx, the client tries the next address",
                new Way(web, Program.NGINX, pools.direct(Program.NGINX), null));
        ways.put("nginx, HAProxy (TCP)", new Way(web, Program.NGINX, List.of(haproxy(pools, TCP_PORT)), null));
        ways.put(
                "nginx, HAProxy (HTTP, retries)",
                new Way(web, Program.NGINX, List.of(haproxy(pools, HTTP_PORT)), null));
        for (var use : Use.values()) {
            var question = use.program == Program.NGINX ? web : Question.GET_OF_REDIS;
            ways.put(
                    "%s, mode `%s`".formatted(use.program.name().toLowerCase(Locale.ROOT), use.mode),
                    new Way(question, use.program, List.of(pools.listener(use)), use));
        }
        return ways;
    }

    private static InetSocketAddress haproxy(PoolsByMode pools, int port) {
        return new InetSocketAddress(pools.system().address(HAPROXY), port);
    }

    private static void measure(PoolsByMode pools, Way way, Result result) throws Exception {
        try (var asker = new Asker(way.question, way.targets)) {
            awaitAnswers(asker);
            var victim = victim(pools, way, asker);
            var cuts = asker.cuts();
            asker.forget();
            pools.kill(way.program, victim);
            awaitAnswers(asker);
            result.waits.add(asker.longestNanos());
            result.cuts += asker.cuts() - cuts;
            pools.restart(way.program, victim);
        }
    }

    private static void awaitAnswers(Asker asker) {
        var enough = asker.answers() + ANSWERS;
        await().atMost(LONGEST_WAIT).pollInterval(Duration.ofMillis(10)).until(() -> asker.answers() > enough);
    }

    private static int victim(PoolsByMode pools, Way way, Asker asker) throws IOException {
        if (way.use != null) {
            return pools.serving(way.use);
        }
        for (int number = 1; number <= PoolsByMode.COUNT; number++) {
            if (pools.address(number).equals(asker.server())) {
                return number;
            }
        }
        throw new IllegalStateException("served by nobody: " + asker.server());
    }

    /** Looks every 50 ms, believes the first failed look, and tries elsewhere what may be tried. */
    private static void startHaproxy(PoolsByMode pools, Path directory) throws IOException {
        var servers = new StringBuilder();
        for (int number = 1; number <= PoolsByMode.COUNT; number++) {
            servers.append("  server s%d %s:%d%n".formatted(number, pools.address(number), Program.NGINX.port));
        }
        var address = pools.system().address(HAPROXY);
        var text = """
                global
                  nbthread 1
                defaults
                  timeout client 1h
                  timeout server 1h
                  timeout connect 100ms
                  retries 3
                  option redispatch 1
                  default-server check inter 50ms fall 1 rise 1 observe layer4 error-limit 1 on-error mark-down on-marked-down shutdown-sessions
                listen tcp
                  mode tcp
                  bind %1$s:%2$d
                %4$s
                listen http
                  mode http
                  bind %1$s:%3$d
                  retry-on all-retryable-errors
                %4$s
                """.formatted(address, TCP_PORT, HTTP_PORT, servers);
        var configuration = Files.writeString(directory.resolve("haproxy.cfg"), text);
        pools.system().start("haproxy", List.of("haproxy", "-f", configuration.toString()), Map.of());
    }

    private static void print(Map<String, Result> results) {
        System.out.println("| way | p50 ms | p99 ms | longest ms | the client's connection was cut or refused |");
        System.out.println("| --- | --- | --- | --- | --- |");
        results.forEach((name, result) -> System.out.printf(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %d times in %d |%n",
                name,
                result.waits.quantile(0.5) / 1e6,
                result.waits.quantile(0.99) / 1e6,
                result.waits.quantile(1) / 1e6,
                result.cuts,
                result.waits.count()));
    }
}
