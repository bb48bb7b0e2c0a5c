package io.rserpool.e2e.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Commands over connections that stay open, by redis-benchmark.
 *
 * @param perSecond of GET; 0 if it did not come to its end
 * @param output what it said
 */
public record RedisBenchmark(double perSecond, String output) {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    public static RedisBenchmark run(String address, int port, int requests, int connections) throws IOException {
        var tool = Tool.run(
                LONGEST,
                List.of(
                        "redis-benchmark",
                        "-h",
                        address,
                        "-p",
                        Integer.toString(port),
                        "-t",
                        "set,get",
                        "-n",
                        Integer.toString(requests),
                        "-c",
                        Integer.toString(connections),
                        "-d",
                        "200",
                        "-q"));
        return new RedisBenchmark(
                tool.number("GET: ([0-9.]+) requests per second").orElse(0), tool.output());
    }
}
