package io.rserpool.operator.api;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as Kubernetes writes them ("1m30s", "500ms"). */
public final class Durations {
    /** What a duration looks like. */
    public static final String PATTERN = "^([0-9]{1,6}(ms|s|m|h))+$";

    /** Longer ones say nothing more. */
    public static final int MAX_LENGTH = 32;

    private static final Pattern PART = Pattern.compile("([0-9]{1,6})(ms|s|m|h)");

    private Durations() {}

    /**
     * {@return the duration that the text says}
     *
     * @throws IllegalArgumentException if it does not match {@link #PATTERN}
     */
    public static Duration parse(String text) {
        if (!text.matches(PATTERN)) {
            throw new IllegalArgumentException("not a duration such as 30s, 500ms or 1m30s: " + text);
        }
        return PART.matcher(text)
                .results()
                .map(part -> of(Long.parseLong(part.group(1)), part.group(2)))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration of(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }
}
