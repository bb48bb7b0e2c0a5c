package io.rserpool.program.settings;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the value of a {@link Key} may be.
 *
 * @param <T> what its text stands for
 */
public sealed interface ValueRange<T> {
    /** What is shown instead of a secret. */
    String HIDDEN = "…";

    /** The value that a text stands for; empty if it is none, or not within the range. */
    Optional<T> parse(String text);

    /** The range in words. */
    String allowed();

    /** The range in words, for somebody whose text is not within it. */
    default String allowedInsteadOf(String text) {
        return allowed();
    }

    /** Of a text that is not allowed, the part that is to blame; {@link #HIDDEN} where it may be a secret. */
    default String culprit(String text) {
        return text;
    }

    /** A duration in ISO 8601; as Quarkus has it also a number of seconds, or one with a unit, such as 500ms or 2m. */
    static ValueRange<Duration> durations(String min, String max) {
        return new Durations(Duration.parse(min), Duration.parse(max));
    }

    /** A whole number. */
    static ValueRange<Integer> numbers(int min, int max) {
        return new Numbers(min, max);
    }

    /** True or false. */
    static ValueRange<Boolean> flag() {
        return new Flag();
    }

    /** One of some names. */
    static <E extends Enum<E>> ValueRange<E> names(Class<E> type) {
        return new Names<>(List.of(type.getEnumConstants()));
    }

    /** One of these names. */
    @SafeVarargs
    static <E extends Enum<E>> ValueRange<E> names(E... constants) {
        return new Names<>(List.of(constants));
    }

    /** A literal IP address. */
    static ValueRange<InetAddress> address() {
        return parsed("an IPv4 or IPv6 address", InetAddress::ofLiteral);
    }

    /** Any text. */
    static ValueRange<String> text() {
        return parsed("text", text -> text);
    }

    /** A text that is shown to nobody. It may come from a file or the environment only. */
    static ValueRange<String> secret() {
        return new Secret();
    }

    /**
     * What a function reads from a path of a file that holds a secret. A text that leads to no directory that exists may be the secret itself, and is shown
     * to nobody.
     *
     * @param allowed the range in words
     * @param reading throws an IllegalArgumentException for what is not allowed
     */
    static <T> ValueRange<T> secretFile(String allowed, Function<String, T> reading) {
        return new SecretFile<>(allowed, reading);
    }

    /**
     * What a function reads.
     *
     * @param allowed the range in words
     * @param reading throws an IllegalArgumentException for what is not allowed
     */
    static <T> ValueRange<T> parsed(String allowed, Function<String, T> reading) {
        return new Parsed<>(allowed, reading);
    }

    /**
     * What a function reads that can say what is wrong.
     *
     * @param allowed the range in words
     * @param reading throws an IllegalArgumentException for what is not allowed, whose message tells people why
     */
    static <T> ValueRange<T> explained(String allowed, Function<String, T> reading) {
        return new Explained<>(allowed, reading);
    }

    /**
     * Several, separated by commas, at least one.
     *
     * @param allowed the range in words
     */
    static <T> ValueRange<List<T>> list(String allowed, ValueRange<T> each) {
        return new Several<>(allowed, each);
    }

    /** Durations between two, both allowed. */
    record Durations(Duration min, Duration max) implements ValueRange<Duration> {
        private static final Pattern SIMPLE = Pattern.compile("(\\d+)(ms|[smhd])?");

        @Override
        public Optional<Duration> parse(String text) {
            try {
                return Optional.of(duration(text))
                        .filter(value -> value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
            } catch (DateTimeParseException | NumberFormatException | ArithmeticException e) {
                return Optional.empty();
            }
        }

        private static Duration duration(String text) {
            var simple = SIMPLE.matcher(text);
            if (!simple.matches()) {
                return Duration.parse(text);
            }
            long number = Long.parseLong(simple.group(1));
            return switch (simple.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                case "d" -> Duration.ofDays(number);
                case null, default -> Duration.ofSeconds(number);
            };
        }

        @Override
        public String allowed() {
            return min + " to " + max;
        }
    }

    /** Numbers between two, both allowed. */
    record Numbers(int min, int max) implements ValueRange<Integer> {
        @Override
        public Optional<Integer> parse(String text) {
            try {
                int value = text.startsWith("0x") ? Integer.decode(text) : Integer.parseInt(text);
                return Optional.of(value).filter(number -> number >= min && number <= max);
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }

        @Override
        public String allowed() {
            return min + " to " + max;
        }
    }

    /** Names in lower case with hyphens. */
    record Names<E extends Enum<E>>(List<E> constants) implements ValueRange<E> {
        @Override
        public Optional<E> parse(String text) {
            var written = text.toLowerCase(Locale.ROOT).replace('_', '-');
            return constants.stream()
                    .filter(constant -> name(constant).equals(written))
                    .findFirst();
        }

        @Override
        public String allowed() {
            return constants.stream().map(Names::name).collect(Collectors.joining(", "));
        }

        static String name(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A choice. */
    record Flag() implements ValueRange<Boolean> {
        private static final Set<String> TRUE = Set.of("true", "yes", "y", "on", "1");
        private static final Set<String> FALSE = Set.of("false", "no", "n", "off", "0");

        @Override
        public Optional<Boolean> parse(String text) {
            var written = text.toLowerCase(Locale.ROOT);
            return TRUE.contains(written) || FALSE.contains(written)
                    ? Optional.of(TRUE.contains(written))
                    : Optional.empty();
        }

        @Override
        public String allowed() {
            return "true, false";
        }
    }

    /** What a function reads. */
    record Parsed<T>(String allowed, Function<String, T> reading) implements ValueRange<T> {
        @Override
        public Optional<T> parse(String text) {
            try {
                return Optional.of(reading.apply(text));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }

    /** A secret. */
    record Secret() implements ValueRange<String> {
        @Override
        public Optional<String> parse(String text) {
            return Optional.of(text);
        }

        @Override
        public String allowed() {
            return "text";
        }

        @Override
        public String culprit(String text) {
            return HIDDEN;
        }
    }

    /** What a function reads from a file with a secret. */
    record SecretFile<T>(String allowed, Function<String, T> reading) implements ValueRange<T> {
        @Override
        public Optional<T> parse(String text) {
            return isPath(text) ? new Parsed<>(allowed, reading).parse(text) : Optional.empty();
        }

        @Override
        public String culprit(String text) {
            return isPath(text) ? text : HIDDEN;
        }

        private static boolean isPath(String text) {
            try {
                var path = Path.of(text);
                var folder = path.getParent();
                return Files.exists(path) || folder != null && folder.getNameCount() > 0 && Files.isDirectory(folder);
            } catch (InvalidPathException e) {
                return false;
            }
        }
    }

    /** What a function reads that can say what is wrong. */
    record Explained<T>(String allowed, Function<String, T> reading) implements ValueRange<T> {
        @Override
        public Optional<T> parse(String text) {
            return new Parsed<>(allowed, reading).parse(text);
        }

        @Override
        public String allowedInsteadOf(String text) {
            try {
                var _ = reading.apply(text);
                return allowed;
            } catch (IllegalArgumentException e) {
                return allowed + " (" + e.getMessage() + ")";
            }
        }
    }

    /** Values separated by commas. */
    record Several<T>(String allowed, ValueRange<T> each) implements ValueRange<List<T>> {
        @Override
        public Optional<List<T>> parse(String text) {
            var values = new ArrayList<T>();
            for (var part : text.split(",")) {
                var value = each.parse(part.strip());
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                values.add(value.get());
            }
            return values.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(values));
        }

        @Override
        public String culprit(String text) {
            for (var part : text.split(",")) {
                if (each.parse(part.strip()).isEmpty()) {
                    return part.strip();
                }
            }
            return text;
        }
    }
}
