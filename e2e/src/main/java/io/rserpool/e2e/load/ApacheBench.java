package io.rserpool.e2e.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * HTTP requests with a connection each, by ApacheBench.
 *
 * @param perSecond 0 if it did not end
 * @param complete requests that came to an end
 * @param failed of them: cut off, of another length than the first, answered by another status than 2xx
 */
public record ApacheBench(double perSecond, long complete, long failed) {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** @param atATime connections at a time */
    public static ApacheBench run(String url, int requests, int atATime) throws IOException {
        var ab = Tool.run(LONGEST, List.of("ab", "-q", "-r", "-s", "20", "-n", "" + requests, "-c", "" + atATime, url));
        return new ApacheBench(
                ab.number("Requests per second:\\s+([0-9.]+)").orElse(0),
                ab.sum("Complete requests:\\s+(\\d+)"),
                ab.sum("Failed requests:\\s+(\\d+)") + ab.sum("Non-2xx responses:\\s+(\\d+)"));
    }
}
