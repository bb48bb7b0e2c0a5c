package io.rserpool.e2e.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Lines in the logs of a folder that must not be: those of level ERROR, and what a JVM says when it dies. */
public final class LogWatch {
    private static final Pattern ERROR = Pattern.compile(
            "^\\S+ \\S+ (ERROR|FATAL) .*|.*OutOfMemoryError.*|# A fatal error .*|^Exception in thread .*");

    private final Path directory;
    private final Map<Path, Integer> seen = new HashMap<>();

    public LogWatch(Path directory) {
        this.directory = directory;
    }

    /** Those since the last call, each with the name of its log. */
    public List<String> newErrors() {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .flatMap(this::newErrors)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<String> newErrors(Path log) {
        try {
            var lines = Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1);
            int from = seen.getOrDefault(log, 0);
            seen.put(log, lines.size());
            return lines.subList(from, lines.size()).stream()
                    .filter(line -> ERROR.matcher(line).matches())
                    .map(line -> log.getFileName() + ": " + line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
