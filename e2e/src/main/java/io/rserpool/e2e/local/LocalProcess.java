package io.rserpool.e2e.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A process of a {@link LocalSystem}, its output going to a log file. */
public final class LocalProcess {
    private final String name;
    private final Process process;
    private final Path log;

    private LocalProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a command.
     *
     * @param log gets its output, appended
     * @param environment beside that of this process
     */
    public static LocalProcess start(String name, Path log, List<String> command, Map<String, String> environment) {
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            return new LocalProcess(name, builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name + ": " + String.join(" ", command), e);
        }
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has printed so far. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a line to its standard input. */
    public void enter(String line) {
        try {
            process.outputWriter().append(line).append('\n').flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " takes no input", e);
        }
    }

    /** Waits for its end. */
    public int awaitExit(long seconds) throws InterruptedException, TimeoutException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new TimeoutException(name + " still runs after " + seconds + " s");
        }
        return process.exitValue();
    }

    /** SIGKILL to it and everything it started: what the death of a container is to its processes. */
    public void kill() {
        var children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Sends it a signal, such as {@code STOP}. */
    public void signal(String signal) {
        signal(signal, process.toHandle());
    }

    /** Sends a signal to it and everything it started. */
    public void signalAll(String signal) {
        tree().forEach(each -> signal(signal, each));
    }

    private static void signal(String signal, ProcessHandle target) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(target.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Stream<ProcessHandle> tree() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    /** Processor time so far, of it and everything it started that still lives. */
    public Duration cpuTime() {
        return tree().flatMap(each -> each.info().totalCpuDuration().stream()).reduce(Duration.ZERO, Duration::plus);
    }

    /** Resident set size in bytes, of it and everything it started. */
    public long residentBytes() {
        return tree().mapToLong(each -> residentBytes(each.pid())).sum();
    }

    /** Its memory, without that of what it started. */
    public ProcessMemory memory() {
        return ProcessMemory.of(process.pid());
    }

    private static long residentBytes(long pid) {
        return kilobytes(Path.of("/proc/" + pid + "/status"), "VmRSS:");
    }

    /** Anonymous memory in bytes, of this process alone: what is its own and in no file. */
    public long anonymousBytes() {
        return kilobytes(Path.of("/proc/" + pid() + "/smaps_rollup"), "Anonymous:");
    }

    private static long kilobytes(Path file, String field) {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
