package io.rserpool.e2e.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An ordinary redis-cli that takes its commands from us and keeps its connection open. */
final class RedisCli implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final Path log;

    /**
     * Starts it.
     *
     * @param log gets what it complains about
     * @param command only this one; if there is none, those of {@link #ask}
     */
    RedisCli(String address, int port, Path log, String... command) throws IOException {
        var all = new ArrayList<>(List.of("redis-cli", "-h", address, "-p", Integer.toString(port)));
        all.addAll(List.of(command));
        process = new ProcessBuilder(all).redirectError(log.toFile()).start();
        answers = process.inputReader();
        this.log = log;
    }

    /** Sends a command, whose answer is one line. Null: redis-cli has ended. */
    @Nullable
    String ask(String command) throws IOException {
        process.outputWriter().append(command).append('\n').flush();
        return answers.readLine();
    }

    /** The next line of an answer. Null: redis-cli has ended. */
    @Nullable
    String line() throws IOException {
        return answers.readLine();
    }

    /** What it complains about, or nothing. */
    String complaint() throws IOException {
        return Files.readString(log).strip();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
