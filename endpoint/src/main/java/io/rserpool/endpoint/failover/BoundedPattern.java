package io.rserpool.endpoint.failover;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression of {@link Pattern java.util.regex} that somebody has configured, whose search takes no longer than a multiple of the length of
 * its input: it is searched in texts of bounded length, looks at no more characters than that, and repeats by counting only a little. One that takes
 * too long even in a short text is refused from the beginning.
 */
public final class BoundedPattern {
    /** The search took too many steps, or too deep ones. It says nothing of where. */
    public static final class TooSlow extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooSlow() {
            super("a pattern takes too long", null, false, false);
        }
    }

    private static final int LONGEST = 1000;

    /** What matches nothing can be repeated without looking at a character. */
    private static final int MOST_REPETITIONS = 1000;

    private static final int STEPS = 10_000;
    private static final int STEPS_PER_CHARACTER = 100;
    private static final int PROBE = 128;
    private static final int MOST_PROBES = 64;
    private static final Pattern LETTER_OR_DIGIT = Pattern.compile("[A-Za-z0-9]");
    private static final Pattern REPETITION = Pattern.compile("(\\)?)\\{(\\d+)(?:,(\\d*))?}");

    private final Pattern pattern;

    private BoundedPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Compiles a pattern.
     *
     * @param expression up to 1,000 characters; counts of repetitions are 1,000 at most, and so is the product of those of groups
     * @param field for the error
     * @throws IllegalArgumentException it is none, exceeds a limit, or takes too long in a short text; the text says field, expression and what is wrong
     */
    public static BoundedPattern of(String expression, String field) {
        if (expression.length() > LONGEST) {
            throw new IllegalArgumentException(
                    field + ": a pattern of " + expression.length() + " characters; " + LONGEST + " at most");
        }
        var product = 1;
        for (var each = REPETITION.matcher(expression); each.find(); ) {
            var digits = each.group(3) == null || each.group(3).isEmpty() ? each.group(2) : each.group(3);
            var times = digits.length() > 4 ? MOST_REPETITIONS + 1 : Math.max(1, Integer.parseInt(digits));
            product *= each.group(1).isEmpty() ? 1 : times;
            if (times > MOST_REPETITIONS || product > MOST_REPETITIONS) {
                throw new IllegalArgumentException(
                        field + ": '" + expression + "' repeats more than " + MOST_REPETITIONS + " times by counting");
            }
        }
        try {
            var pattern = new BoundedPattern(Pattern.compile(expression));
            pattern.probe();
            return pattern;
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    field + ": '" + expression + "' is no pattern: " + e.getDescription(), e);
        } catch (TooSlow e) {
            throw new IllegalArgumentException(
                    field + ": '" + expression + "' takes too long, as nested repetitions do", e);
        }
    }

    /** What repeats over and over does it best in what it repeats: each of the letters and digits, and all of them in turn. */
    private void probe() {
        var letters = LETTER_OR_DIGIT
                .matcher(pattern.pattern())
                .results()
                .map(MatchResult::group)
                .distinct()
                .limit(MOST_PROBES)
                .toList();
        Stream.concat(Stream.of("a", "0", " ", String.join("", letters)), letters.stream())
                .filter(each -> !each.isEmpty())
                .forEach(each -> find(each.repeat(PROBE / each.length() + 1) + "\n!"));
    }

    /** Groups that capture. */
    public int groups() {
        return pattern.matcher("").groupCount();
    }

    /**
     * Whether the pattern is found in the text; {@code ^} and {@code $} are its beginning and its end.
     *
     * @throws TooSlow that takes too long
     */
    public boolean find(CharSequence text) {
        return search(text).matches;
    }

    /**
     * What the first of its groups captures that captures something, or all that it finds if there is none.
     *
     * @return null = it is not found
     * @throws TooSlow that takes too long
     */
    public @Nullable String capture(CharSequence text) {
        return search(text).captured;
    }

    /**
     * The text without all that is found.
     *
     * @throws TooSlow that takes too long
     */
    public String without(CharSequence text) {
        try {
            return pattern.matcher(new Counted(text)).replaceAll("");
        } catch (StackOverflowError tooDeep) {
            throw new TooSlow();
        }
    }

    private record Found(boolean matches, @Nullable String captured) {}

    private Found search(CharSequence text) {
        var matcher = pattern.matcher(new Counted(text));
        try {
            return matcher.find() ? new Found(true, captured(matcher)) : new Found(false, null);
        } catch (StackOverflowError tooDeep) {
            throw new TooSlow();
        }
    }

    private static String captured(Matcher matcher) {
        for (int i = 1; i <= matcher.groupCount(); i++) {
            if (matcher.group(i) != null) {
                return matcher.group(i);
            }
        }
        return matcher.group();
    }

    @Override
    public String toString() {
        return pattern.pattern();
    }

    /** Counts how often its characters are looked at: what takes for ever looks at them for ever. */
    private static final class Counted implements CharSequence {
        private final CharSequence text;
        private int left;

        Counted(CharSequence text) {
            this.text = text;
            this.left = STEPS + STEPS_PER_CHARACTER * text.length();
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw new TooSlow();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
