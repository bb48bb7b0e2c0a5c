package io.rserpool.e2e.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Commands that end by themselves. */
final class Shell {
    private Shell() {}

    /** {@return the output of a command; it must end with 0} */
    static String run(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException(String.join(" ", command) + " ended with " + status + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Runs a script, which ends at its first failure, with arguments. */
    static String script(String script, String... arguments) {
        var command = new ArrayList<>(List.of("bash", "-euc", script, "script"));
        command.addAll(List.of(arguments));
        return run(command);
    }
}
