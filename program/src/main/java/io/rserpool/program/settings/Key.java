package io.rserpool.program.settings;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of keys: all that is said of a key. Its check, its line in {@code --help} and its row in the
 * documentation come from here, and its value is read through it.
 *
 * @param <T> what its text stands for
 * @param name in dotted form; {@code <name>} stands for a part that the user chooses
 * @param range what it may be
 * @param fallback the value where none is given, as a user would write it; null if there is none
 * @param fallbackWords the same for people, as Markdown; empty if the key must be set
 * @param meaning what it does, with its unit, as Markdown
 * @param isLive whether it may change while the program runs
 */
public record Key<T>(
        String name,
        ValueRange<T> range,
        @Nullable String fallback,
        String fallbackWords,
        String meaning,
        boolean isLive) {
    private static final String FREE = "<name>";

    /** With a default. */
    public static <T> Key<T> of(String name, ValueRange<T> range, String fallback, String meaning) {
        return new Key<>(name, range, fallback, fallback, meaning, false);
    }

    /**
     * Without one.
     *
     * @param otherwise what applies where it is not set, for people
     */
    public static <T> Key<T> optional(String name, ValueRange<T> range, String otherwise, String meaning) {
        return new Key<>(name, range, null, otherwise, meaning, false);
    }

    /** That must be set. */
    public static <T> Key<T> required(String name, ValueRange<T> range, String meaning) {
        return new Key<>(name, range, null, "", meaning, false);
    }

    /** This one, which may change while the program runs: its new value is applied, and not only at the next start. */
    public Key<T> live() {
        return new Key<>(name, range, fallback, fallbackWords, meaning, true);
    }

    /** Whether there is a part that the user chooses. */
    public boolean hasFreePart() {
        return name.contains(FREE);
    }

    /** This one, with the part that the user chose. */
    public Key<T> in(String chosen) {
        var quoted = chosen.contains(".") ? '"' + chosen + '"' : chosen;
        return new Key<>(name.replace(FREE, quoted), range, fallback, fallbackWords, meaning, isLive);
    }

    /**
     * The value, or the default.
     *
     * @throws NoSuchElementException there is neither
     * @throws IllegalArgumentException the value is none that {@link #check} allows
     */
    public T of(ConfigValues values) {
        return find(values).orElseThrow(() -> new NoSuchElementException(name + " is not set"));
    }

    /**
     * The value, else the default, if there is one.
     *
     * @throws IllegalArgumentException the value is none that {@link #check} allows
     */
    public Optional<T> find(ConfigValues values) {
        return written(values).map(text -> range.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        new ConfigProblem(name, range.culprit(text), range.allowed()).line())));
    }

    private Optional<String> written(ConfigValues values) {
        return values.value(name).or(() -> Optional.ofNullable(fallback));
    }

    /** What users chose for the free part of this and of all keys that begin like it, in order. */
    public List<String> names(ConfigValues values) {
        var prefix = name.substring(0, name.indexOf(FREE));
        var names = new TreeSet<String>();
        for (var written : values.names()) {
            if (written.startsWith(prefix) && matcher(written).lookingAt()) {
                names.add(unquoted(chosen(written, prefix.length())));
            }
        }
        return List.copyOf(names);
    }

    /** The same key with each of these, or the key itself if it has no free part. */
    List<Key<T>> each(ConfigValues values) {
        return hasFreePart() ? names(values).stream().map(this::in).toList() : List.of(this);
    }

    /** Notes that the value is missing, or not within its range. */
    void check(ConfigValues values, ConfigProblems problems) {
        for (var key : each(values)) {
            var written = key.written(values);
            if (written.isPresent()) {
                problems.require(
                        range.parse(written.get()).isPresent(),
                        key.name,
                        range.culprit(written.get()),
                        range.allowedInsteadOf(written.get()));
            } else if (fallbackWords.isEmpty()) {
                problems.add(new ConfigProblem(key.name, "", range.allowed()));
            }
        }
    }

    /** Whether a key that a user wrote is this one. */
    boolean matches(String written) {
        return Pattern.matches(Pattern.quote(name).replace(FREE, "\\E(\"[^\"]+\"|[^.]+)\\Q"), written);
    }

    private java.util.regex.Matcher matcher(String written) {
        return Pattern.compile(Pattern.quote(name.substring(0, name.indexOf(FREE))) + "(\"[^\"]+\"|[^.]+)\\.")
                .matcher(written);
    }

    private static String chosen(String written, int from) {
        int end = written.charAt(from) == '"' ? written.indexOf('"', from + 1) + 1 : written.indexOf('.', from);
        return written.substring(from, end);
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1) : name;
    }

    /** The name with the free part as in what a user wrote, as far as it has one. */
    String nameLike(String written) {
        int free = name.indexOf(FREE);
        if (free < 0 || !written.startsWith(name.substring(0, free))) {
            return name;
        }
        int end = written.indexOf('.', free);
        return name.replace(FREE, end < 0 ? written.substring(free) : written.substring(free, end));
    }
}
