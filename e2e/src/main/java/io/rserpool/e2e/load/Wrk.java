package io.rserpool.e2e.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

    /** Counts answers that differ from a file. */
    private static final String CHECK = """
            function init(args)
              local file = io.open(args[1], "rb")
              expected = file:read("*a")
              file:close()
              wrong = 0
            end
            function response(status, headers, body)
              if status ~= 200 or body ~= expected then wrong = wrong + 1 end
            end
            local threads = {}
            function setup(thread) table.insert(threads, thread) end
            function done(summary, latency, requests)
              for _, thread in ipairs(threads) do print("Wrong answers: " .. thread:get("wrong")) end
            end
            """;

    public static Wrk run(String url, int connections, Duration duration) throws IOException {
        return run(command(url, connections, duration), duration);
    }

    /**
     * As {@link #run(String, int, Duration)}, and compares each answer; errors are wrong ones, too.
     *
     * @param expected the file that each answer must equal
     * @param work gets a script
     */
    public static Wrk check(String url, int connections, Duration duration, Path expected, Path work)
            throws IOException {
        var script = Files.writeString(work.resolve("check.lua"), CHECK);
        var command = command(url, connections, duration);
        command.addAll(List.of("-s", script.toString(), "--", expected.toString()));
        return run(command, duration);
    }

    private static List<String> command(String url, int connections, Duration duration) {
        return new ArrayList<>(
                List.of("wrk", "-t1", "-c" + connections, "-d" + duration.toSeconds() + "s", "--latency", url));
    }

    private static Wrk run(List<String> command, Duration duration) throws IOException {
        return read(Tool.run(duration.plus(SPARE), command));
    }

    private static Wrk read(Tool wrk) {
        double rate = wrk.number("Requests/sec:\\s+([0-9.]+)").orElse(0);
        return new Wrk(
                rate,
                rate == 0 ? Double.NaN : latency(wrk.output(), "50%"),
                rate == 0 ? Double.NaN : latency(wrk.output(), "99%"),
                wrk.sum("connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)")
                        + wrk.sum("Non-2xx or 3xx responses: (\\d+)")
                        + wrk.sum("Wrong answers: (\\d+)"));
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
