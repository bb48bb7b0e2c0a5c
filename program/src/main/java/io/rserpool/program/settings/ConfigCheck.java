package io.rserpool.program.settings;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads a program's configuration before Quarkus does, so that what is wrong with it comes out as one line
 * per problem instead of a stack trace. In the {@code main} of the {@code @QuarkusMain} class:
 *
 * <pre>{@code
 * if (ConfigCheck.report(MyConfig.class, MyConfig::check, System.err)) {
 *     System.exit(ConfigCheck.EXIT_CODE);
 * }
 * Quarkus.run(MyApplication.class, args);
 * }</pre>
 */
public final class ConfigCheck {
    /** Exit code of a program whose configuration is wrong. */
    public static final int EXIT_CODE = 2;

    private static final Pattern CONVERSION = Pattern.compile(
            "The config property (\\S+) with the config value \"(.*?)\" threw an Exception.*?" + "converted:?\\s*(.*)");
    private static final Pattern REQUIRED = Pattern.compile("property (\\S+) is required");
    private static final Pattern EMPTY = Pattern.compile("config property (\\S+) was defined as an empty String");
    private static final Pattern UNKNOWN = Pattern.compile("SRCFG00050: (\\S+)");
    private static final Pattern CODE = Pattern.compile("(?:[\\w.$]+(?:Exception|Error): )?(?:SRCFG\\d+: )?");
    private static final Pattern ENUMERATION = Pattern.compile(".*allowed values: (.*)");
    private static final Pattern EXPECTED = Pattern.compile("Expected (.*?),? got .*");

    private ConfigCheck() {}

    /**
     * Prints what is wrong.
     *
     * @param mapping a {@code @ConfigMapping} interface
     * @param check adds what types cannot say
     * @return whether anything is
     */
    public static <T> boolean report(Class<T> mapping, BiConsumer<T, ConfigProblems> check, PrintStream out) {
        return print(problems(mapping, check, List.of(), null), out);
    }

    /** As {@link #report(Class, BiConsumer, PrintStream)}, and names the nearest known key for each unknown one. */
    public static <T> boolean report(
            Class<T> mapping, BiConsumer<T, ConfigProblems> check, ConfigKeys keys, PrintStream out) {
        return print(problems(mapping, check, List.of(), keys), out);
    }

    private static boolean print(List<ConfigProblem> problems, PrintStream out) {
        problems.forEach(problem -> out.println("configuration: " + problem.line()));
        return !problems.isEmpty();
    }

    static <T> List<ConfigProblem> problems(
            Class<T> mapping, BiConsumer<T, ConfigProblems> check, List<ConfigSource> sources) {
        return problems(mapping, check, sources, null);
    }

    /**
     * What is wrong, for tests.
     *
     * @param sources besides the default ones
     * @param keys all known ones; with null the mapping decides what is known
     */
    public static <T> List<ConfigProblem> problems(
            Class<T> mapping,
            BiConsumer<T, ConfigProblems> check,
            List<ConfigSource> sources,
            @Nullable ConfigKeys keys) {
        var problems = new ConfigProblems();
        var files = locations(problems);
        if (keys != null) {
            keys.check(written(files, sources), problems);
        }
        try {
            var builder = new SmallRyeConfigBuilder()
                    .addDefaultInterceptors()
                    .addDefaultSources()
                    .addDiscoveredConverters()
                    .withSources(files)
                    .withSources(sources)
                    .withMapping(mapping);
            if (keys != null) {
                builder.withMappingIgnore("rserpool.**");
            }
            var config = builder.build();
            if (keys != null) {
                keys.check(ConfigValues.of(config), problems);
            }
            check.accept(config.getConfigMapping(mapping), problems);
        } catch (ConfigValidationException e) {
            for (int i = 0; i < e.getProblemCount(); i++) {
                problems.add(problem(String.valueOf(e.getProblem(i).getMessage())));
            }
        }
        return problems.list();
    }

    /** The names that users wrote in dotted form; those of the environment cannot be told from other programs' ones. */
    private static Set<String> written(List<ConfigSource> files, List<ConfigSource> sources) {
        var names = new TreeSet<>(System.getProperties().stringPropertyNames());
        files.forEach(source -> names.addAll(source.getPropertyNames()));
        sources.forEach(source -> names.addAll(source.getPropertyNames()));
        return names;
    }

    /** The files that Quarkus reads for {@code quarkus.config.locations}. */
    private static List<ConfigSource> locations(ConfigProblems problems) {
        var sources = new ArrayList<ConfigSource>();
        for (var location : configured().map(text -> text.split(",")).orElse(new String[0])) {
            var path = Path.of(location.strip().replaceFirst("^file:(//)?", ""));
            try {
                sources.add(new PropertiesConfigSource(path.toUri().toURL()));
            } catch (IOException e) {
                problems.add(new ConfigProblem("quarkus.config.locations", location, "readable properties files"));
            }
        }
        return sources;
    }

    private static Optional<String> configured() {
        return Optional.ofNullable(System.getProperty("quarkus.config.locations"))
                .or(() -> Optional.ofNullable(System.getenv("QUARKUS_CONFIG_LOCATIONS")))
                .filter(text -> !text.isBlank());
    }

    /** From SmallRye's words to ours. */
    private static ConfigProblem problem(String message) {
        var conversion = CONVERSION.matcher(message);
        if (conversion.find()) {
            return new ConfigProblem(conversion.group(1), conversion.group(2), allowed(conversion.group(3)));
        }
        for (var missing : List.of(REQUIRED, EMPTY)) {
            var matcher = missing.matcher(message);
            if (matcher.find()) {
                return new ConfigProblem(matcher.group(1), "", "any value of its type");
            }
        }
        var unknown = UNKNOWN.matcher(message);
        if (unknown.find()) {
            return new ConfigProblem(unknown.group(1), "(set)", "only documented keys, this one is unknown");
        }
        return new ConfigProblem("configuration", message, "see the documentation");
    }

    private static String allowed(String reason) {
        var text = CODE.matcher(reason).replaceFirst("");
        for (var pattern : List.of(ENUMERATION, EXPECTED)) {
            var matcher = pattern.matcher(text);
            if (matcher.matches()) {
                return matcher.group(1);
            }
        }
        return text.isBlank() ? "a value of its type" : text;
    }
}
