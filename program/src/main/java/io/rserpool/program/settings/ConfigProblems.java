package io.rserpool.program.settings;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a configuration beyond what its types say. */
public final class ConfigProblems {
    private final List<ConfigProblem> problems = new ArrayList<>();

    /** Notes a problem unless the value is allowed. */
    public ConfigProblems require(boolean isAllowed, String key, Object value, String allowed) {
        if (!isAllowed) {
            problems.add(new ConfigProblem(key, value.toString(), allowed));
        }
        return this;
    }

    /** A number from {@code min} to {@code max}. */
    public ConfigProblems range(String key, long value, long min, long max) {
        return require(value >= min && value <= max, key, value, "%d to %d".formatted(min, max));
    }

    /** A duration from {@code min} to {@code max}. */
    public ConfigProblems range(String key, Duration value, Duration min, Duration max) {
        return require(
                value.compareTo(min) >= 0 && value.compareTo(max) <= 0, key, value, "%s to %s".formatted(min, max));
    }

    /** A literal IP address. */
    public ConfigProblems address(String key, String value) {
        return require(isAddress(value), key, value, "an IPv4 or IPv6 address");
    }

    private static boolean isAddress(String value) {
        try {
            InetAddress.ofLiteral(value);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    public void add(ConfigProblem problem) {
        problems.add(problem);
    }

    public List<ConfigProblem> list() {
        return List.copyOf(problems);
    }
}
