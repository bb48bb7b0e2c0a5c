package io.rserpool.e2e.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a program of this project is started.
 *
 * @param project root of the project, its programs built
 * @param module such as {@code registrar}
 */
public record JavaProgram(Path project, String module) {
    private static final List<String> BARE_JVM = List.of("-XX:+UseSerialGC", "-Xmx64m", "-Xss512k");

    /** The command, with the Java options that the images use. */
    public List<String> command() {
        var jar = project.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(module + " is not built: run scripts/build-programs");
        }
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        var options = project.resolve(module).resolve("src/main/jvm/options");
        if (Files.exists(options)) {
            command.add("@" + options);
        } else {
            command.addAll(BARE_JVM);
        }
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /**
     * Writes its settings.
     *
     * @return the environment that makes the program read them
     */
    public Map<String, String> configure(Path file, Map<String, String> settings) {
        var lines = settings.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue().replace("\n", "\\n"))
                .sorted()
                .toList();
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("QUARKUS_CONFIG_LOCATIONS", file.toString());
    }
}
