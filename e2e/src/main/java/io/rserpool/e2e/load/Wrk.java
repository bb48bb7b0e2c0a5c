package io.rserpool.e2e.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * HTTP requests one after the other over connections that stay open, by wrk.
 *
 * @param requestsPerSecond 0 if wrk did not say
 * @param p50Millis median latency, NaN if nothing was answered
 * @param p99Millis 99th percentile
 * @param errors connections that failed or timed out, and answers other than 2xx and 3xx
 */
public record Wrk(double requestsPerSecond, double p50Millis, double p99Millis, long errors) {
    private static final Duration SPARE = Duration.ofSeconds(20);

    public static Wrk run(String url, int connections, Duration duration) throws IOException {
        return read(Tool.run(
                duration.plus(SPARE),
                List.of("wrk", "-t1", "-c" + connections, "-d" + duration.toSeconds() + "s", "--latency", url)));
    }

    private static Wrk read(Tool wrk) {
        double rate = wrk.number("Requests/sec:\\s+([0-9.]+)").orElse(0);
        return new Wrk(
                rate,
                rate == 0 ? Double.NaN : latency(wrk.output(), "50%"),
                rate == 0 ? Double.NaN : latency(wrk.output(), "99%"),
                wrk.sum("connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)")
                        + wrk.sum("Non-2xx or 3xx responses: (\\d+)"));
    }

    private static double latency(String output, String share) {
        var match =
                Pattern.compile("\\s" + share + "\\s+([0-9.]+)(us|ms|s|m)\\s").matcher(output);
        if (!match.find()) {
            return Double.NaN;
        }
        return Double.parseDouble(match.group(1))
                * switch (match.group(2)) {
                    case "us" -> 0.001;
                    case "ms" -> 1;
                    case "s" -> 1000;
                    default -> 60_000;
                };
    }
}
