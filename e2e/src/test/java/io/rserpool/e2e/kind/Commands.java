package io.rserpool.e2e.kind;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs of the host that the tests call: docker, helm. */
final class Commands {
    private static final long MINUTES = 5;

    private Commands() {}

    /** {@return the output of a command; it must end with 0} */
    static String run(File directory, Map<String, String> environment, String... command) {
        var builder = new ProcessBuilder(command).directory(directory).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            var process = builder.start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            await(process, List.of(command), output);
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command[0] + " (e2e/kind/setup.sh installs it)", e);
        }
    }

    /** Runs two commands, the first one's output being the second one's input. */
    static void pipe(List<String> from, List<String> to) {
        try {
            var processes = ProcessBuilder.startPipeline(List.of(
                    new ProcessBuilder(from).redirectError(ProcessBuilder.Redirect.INHERIT),
                    new ProcessBuilder(to).redirectErrorStream(true)));
            var output = new String(processes.getLast().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            await(processes.getFirst(), from, "");
            await(processes.getLast(), to, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(Process process, List<String> command, String output) {
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + " does not end: " + output);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(
                    String.join(" ", command) + " ended with " + process.exitValue() + ": " + output);
        }
    }
}
