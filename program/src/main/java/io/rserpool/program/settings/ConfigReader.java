package io.rserpool.program.settings;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Reads what users gave a program: the files that Quarkus reads, the environment, system properties. At the start and
 * whenever the files have changed, always all of it.
 */
public final class ConfigReader {
    private static final String LOCATIONS = "quarkus.config.locations";
    private static final Pattern NOT_IN_ENVIRONMENT = Pattern.compile("[^A-Z0-9]");

    /** What was read at one time, and what is wrong with it. */
    public record Reading(ConfigValues values, List<ConfigProblem> problems) {
        /** Whether a program can work with it. */
        public boolean isGood() {
            return problems.isEmpty();
        }
    }

    private final List<Path> files;
    private final List<ConfigSource> sources;

    /**
     * A reader of these.
     *
     * @param files of properties
     * @param sources besides them, the environment and system properties; for tests
     */
    public ConfigReader(List<Path> files, List<ConfigSource> sources) {
        this.files = List.copyOf(files);
        this.sources = List.copyOf(sources);
    }

    /** That of this process. */
    public static ConfigReader ofProcess() {
        var files = Optional.ofNullable(System.getProperty(LOCATIONS))
                .or(() -> Optional.ofNullable(System.getenv("QUARKUS_CONFIG_LOCATIONS")))
                .filter(text -> !text.isBlank())
                .map(text -> Arrays.stream(text.split(","))
                        .map(location -> Path.of(location.strip().replaceFirst("^file:(//)?", "")))
                        .toList())
                .orElse(List.of());
        return new ConfigReader(files, List.of());
    }

    /** The files. */
    List<Path> files() {
        return files;
    }

    /** Reads and checks everything. */
    public Reading read(KeyTable table) {
        var problems = new ConfigProblems();
        var written = new ArrayList<>(sources);
        for (var file : files) {
            try {
                written.add(new PropertiesConfigSource(file.toUri().toURL()));
            } catch (IOException | IllegalArgumentException e) {
                problems.add(new ConfigProblem(LOCATIONS, file.toString(), "readable properties files"));
            }
        }
        var names = new TreeSet<>(System.getProperties().stringPropertyNames());
        table.checkCommandLine(names, problems);
        // Those of the environment cannot be told from other programs' ones.
        written.stream()
                .filter(source -> !(source instanceof EnvConfigSource))
                .forEach(source -> names.addAll(source.getPropertyNames()));
        table.checkNames(names, problems);
        var config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDefaultSources()
                .withSources(written)
                .build();
        names.addAll(ofEnvironment(config, table, names));
        var values = new Values(config, Set.copyOf(names));
        table.check(values, problems);
        return new Reading(values, problems.list());
    }

    /** Keys with a part that the user chose, as the environment has them: all but the chosen part is known. */
    private static List<String> ofEnvironment(SmallRyeConfig config, KeyTable table, Set<String> known) {
        var found = new ArrayList<String>();
        for (var source : config.getConfigSources(EnvConfigSource.class)) {
            for (var variable : source.getPropertyNames()) {
                table.keys().stream()
                        .filter(Key::hasFreePart)
                        .flatMap(key -> chosen(key, variable).map(key::in).stream())
                        .map(Key::name)
                        .filter(name -> known.stream()
                                .noneMatch(other -> inEnvironment(other).equals(variable)))
                        .forEach(found::add);
            }
        }
        return found;
    }

    private static Optional<String> chosen(Key<?> key, String variable) {
        var parts = key.name().split("<name>", -1);
        var matcher = Pattern.compile(inEnvironment(parts[0]) + "(.+)" + inEnvironment(parts[1]))
                .matcher(variable);
        return matcher.matches()
                ? Optional.of(matcher.group(1).toLowerCase(Locale.ROOT).replace('_', '-'))
                : Optional.empty();
    }

    private static String inEnvironment(String name) {
        return NOT_IN_ENVIRONMENT.matcher(name.toUpperCase(Locale.ROOT)).replaceAll("_");
    }

    private record Values(SmallRyeConfig config, Set<String> names) implements ConfigValues {
        @Override
        public Optional<String> value(String key) {
            // Where there is nothing to be expanded nothing is: a dollar sign stays as it is, in a regular expression
            // for instance.
            return Optional.ofNullable(config.getConfigValue(key).getRawValue())
                    .filter(text -> !text.contains("${"))
                    .or(() -> config.getOptionalValue(key, String.class))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty());
        }
    }
}
