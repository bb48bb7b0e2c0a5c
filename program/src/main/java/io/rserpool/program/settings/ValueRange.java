package io.rserpool.program.settings;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a {@link Setting} may be. */
public sealed interface ValueRange {
    /** The value that a text stands for; empty if it is none, or not within the range. */
    Optional<? extends Comparable<?>> parse(String text);

    /** The range in words. */
    String allowed();

    /** A duration in ISO 8601. */
    static ValueRange durations(String min, String max) {
        return new Durations(Duration.parse(min), Duration.parse(max));
    }

    /** A whole number. */
    static ValueRange numbers(int min, int max) {
        return new Numbers(min, max);
    }

    /** True or false. */
    static ValueRange flag() {
        return new Flag();
    }

    /** One of some names. */
    static <E extends Enum<E>> ValueRange names(Class<E> type) {
        return new Names<>(List.of(type.getEnumConstants()));
    }

    /** Durations between two, both allowed. */
    record Durations(Duration min, Duration max) implements ValueRange {
        @Override
        public Optional<Duration> parse(String text) {
            try {
                return Optional.of(Duration.parse(text))
                        .filter(value -> value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
            } catch (DateTimeParseException e) {
                return Optional.empty();
            }
        }

        @Override
        public String allowed() {
            return min + " to " + max;
        }
    }

    /** Numbers between two, both allowed. */
    record Numbers(int min, int max) implements ValueRange {
        @Override
        public Optional<Integer> parse(String text) {
            try {
                return Optional.of(Integer.decode(text)).filter(value -> value >= min && value <= max);
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }

        @Override
        public String allowed() {
            return min + " to " + max;
        }
    }

    /** Names in lower case. */
    record Names<E extends Enum<E>>(List<E> constants) implements ValueRange {
        @Override
        public Optional<E> parse(String text) {
            return constants.stream()
                    .filter(constant -> name(constant).equals(text))
                    .findFirst();
        }

        @Override
        public String allowed() {
            return constants.stream().map(Names::name).collect(Collectors.joining(", "));
        }

        private static String name(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
    }

    /** A choice. */
    record Flag() implements ValueRange {
        @Override
        public Optional<Boolean> parse(String text) {
            return switch (text) {
                case "true" -> Optional.of(true);
                case "false" -> Optional.of(false);
                default -> Optional.empty();
            };
        }

        @Override
        public String allowed() {
            return "true, false";
        }
    }
}
