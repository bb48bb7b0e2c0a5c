package io.rserpool.e2e.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * One HTTP download, by curl.
 *
 * @param bytes received
 * @param bytesPerSecond of the whole download; 0 if curl did not say
 */
public record Curl(long bytes, double bytesPerSecond) {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    public static Curl run(String url) throws IOException {
        var curl = Tool.run(
                LONGEST,
                List.of("curl", "-s", "-o", "/dev/null", "-w", "bytes=%{size_download} speed=%{speed_download}", url));
        return new Curl(curl.sum("bytes=(\\d+)"), curl.number("speed=([0-9.]+)").orElse(0));
    }
}
