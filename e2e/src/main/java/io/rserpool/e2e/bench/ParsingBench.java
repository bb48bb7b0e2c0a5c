package io.rserpool.e2e.bench;

import io.rserpool.e2e.bench.PoolsByMode.Use;
import io.rserpool.e2e.load.Curl;
import io.rserpool.e2e.load.RedisBenchmark;
import io.rserpool.e2e.load.Wrk;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What it costs to read along: modes {@code http} and {@code redis} beside {@code reconnect}, which passes bytes on, in turn in one run. */
@Command(
        name = "parsing",
        mixinStandardHelpOptions = true,
        description = "What modes that read along cost: http and redis beside reconnect.")
final class ParsingBench implements Callable<Integer> {
    private static final int CONNECTIONS = 64;

    /**
     * A figure.
     *
     * @param decimals of its values
     * @param goal of the ratio to {@code reconnect}
     */
    private record Measure(String title, int decimals, String goal) {}

    private static final Measure LATENCY = new Measure("200-byte answer, 1 connection: p50 ms", 3, "≤ 1.1");
    private static final Measure RATE = new Measure("200-byte answers, 64 connections: per second", 0, "≥ 0.8");
    private static final Measure RATE_CPU = new Measure("the pu-sidecar's CPU µs per such answer", 1, "");
    private static final Measure BULK = new Measure("400 MB: MB/s", 0, "≥ 0.8");
    private static final Measure BULK_CPU = new Measure("the pu-sidecar's CPU ms per such download", 0, "");

    /** Values of all rounds, without and with reading along. */
    private record Values(List<Double> plain, List<Double> parsed) {
        Values() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    @Option(names = "--rounds", description = "How often each is measured; medians (default: ${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(names = "--seconds", description = "Of each measurement (default: ${DEFAULT-VALUE}).")
    private int seconds = 4;

    @Option(names = "--requests", description = "Of redis-benchmark (default: ${DEFAULT-VALUE}).")
    private int requests = 60_000;

    private final Map<Measure, Values> http = new LinkedHashMap<>();
    private final Map<Measure, Values> redis = new LinkedHashMap<>();

    @Override
    public Integer call() throws Exception {
        try (var pools = new PoolsByMode(Files.createTempDirectory("bench-parsing"))) {
            for (int round = 0; round <= rounds; round++) {
                for (var use : List.of(Use.NGINX_RECONNECT, Use.NGINX_HTTP)) {
                    web(pools, use);
                }
                for (var use : List.of(Use.REDIS_RECONNECT, Use.REDIS_REDIS)) {
                    redis(pools, use);
                }
                if (round == 0) {
                    // That was to warm up.
                    http.clear();
                    redis.clear();
                }
            }
        }
        System.out.println("| figure (medians of " + rounds + ") | `reconnect` | read along | ratio | goal |");
        System.out.println("| --- | --- | --- | --- | --- |");
        print("`http`, nginx", http);
        print("`redis`, redis-server", redis);
        return 0;
    }

    private void web(PoolsByMode pools, Use use) throws IOException {
        var url = "http://" + pools.listener(use).getHostString() + ":" + use.port;
        add(http, LATENCY, use, latency(pools, use, Question.GET_OF_HTTP));
        var cpu = pools.user().cpuTime();
        var many = Wrk.run(url + "/small", CONNECTIONS, Duration.ofSeconds(seconds));
        check(many.errors() == 0, many.errors() + " errors of wrk");
        add(http, RATE, use, many.requestsPerSecond());
        add(http, RATE_CPU, use, millisSince(cpu, pools) * 1e3 / (many.requestsPerSecond() * seconds));
        cpu = pools.user().cpuTime();
        var bulk = Curl.run(url + "/big");
        check(bulk.bytes() == PoolsByMode.BIG, bulk.bytes() + " bytes came");
        add(http, BULK, use, bulk.bytesPerSecond() / 1e6);
        add(http, BULK_CPU, use, millisSince(cpu, pools));
    }

    private void redis(PoolsByMode pools, Use use) throws IOException {
        add(redis, LATENCY, use, latency(pools, use, Question.GET_OF_REDIS));
        var cpu = pools.user().cpuTime();
        var many = RedisBenchmark.run(pools.listener(use).getHostString(), use.port, requests, CONNECTIONS);
        check(many.perSecond() > 0, many.output());
        add(redis, RATE, use, many.perSecond());
        // It sets as often as it gets.
        add(redis, RATE_CPU, use, millisSince(cpu, pools) * 1e3 / (2 * requests));
    }

    private static double millisSince(Duration before, PoolsByMode pools) {
        return pools.user().cpuTime().minus(before).toMillis();
    }

    private double latency(PoolsByMode pools, Use use, Question question) throws IOException {
        var durations = new Durations();
        var end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        try (var connection = new Question.Connection(pools.listener(use))) {
            while (System.nanoTime() < end) {
                var begin = System.nanoTime();
                question.ask(connection);
                durations.add(System.nanoTime() - begin);
            }
        }
        return durations.quantile(0.5) / 1e6;
    }

    private static void check(boolean good, String otherwise) {
        if (!good) {
            throw new IllegalStateException(otherwise);
        }
    }

    private static void add(Map<Measure, Values> table, Measure measure, Use use, double value) {
        var values = table.computeIfAbsent(measure, _ -> new Values());
        (use.mode.equals("reconnect") ? values.plain : values.parsed).add(value);
    }

    private static void print(String name, Map<Measure, Values> table) {
        table.forEach((measure, values) -> {
            var ratios = new ArrayList<Double>();
            for (int i = 0; i < values.plain.size(); i++) {
                ratios.add(values.parsed.get(i) / values.plain.get(i));
            }
            var number = "%,." + measure.decimals + "f";
            System.out.printf(
                    Locale.ROOT,
                    "| %s: %s | " + number + " | " + number + " | %.2f (%.2f to %.2f) | %s |%n",
                    name,
                    measure.title,
                    median(values.plain),
                    median(values.parsed),
                    median(ratios),
                    ratios.stream().mapToDouble(each -> each).min().orElseThrow(),
                    ratios.stream().mapToDouble(each -> each).max().orElseThrow(),
                    measure.goal);
        });
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
