package io.rserpool.e2e.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Runs a program of the distribution and reads what it prints. */
final class Tool {
    private final String output;

    private Tool(String output) {
        this.output = output;
    }

    /**
     * Runs it to its end. Its exit status is left to what it prints.
     *
     * @param longest after which it is ended
     */
    static Tool run(Duration longest, List<String> command) throws IOException {
        var bounded = new ArrayList<>(List.of("timeout", Long.toString(longest.toSeconds())));
        bounded.addAll(command);
        var process = new ProcessBuilder(bounded).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try (var out = process.getInputStream()) {
            return new Tool(new String(out.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    String output() {
        return output;
    }

    /** The number in the first group of the first match; none if nothing matches. */
    OptionalDouble number(String pattern) {
        var match = Pattern.compile(pattern).matcher(output);
        return match.find() ? OptionalDouble.of(Double.parseDouble(match.group(1))) : OptionalDouble.empty();
    }

    /** The sum of all groups of all matches. */
    long sum(String pattern) {
        return Pattern.compile(pattern)
                .matcher(output)
                .results()
                .mapToLong(match -> {
                    long sum = 0;
                    for (int group = 1; group <= match.groupCount(); group++) {
                        sum += Long.parseLong(match.group(group));
                    }
                    return sum;
                })
                .sum();
    }
}
