package io.rserpool.operator.plan;

import io.rserpool.operator.api.Patterns;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether a sidecar takes a regular expression or a JSON pointer; it and this class must agree, which a test of the whole system sees to. */
public final class PatternCheck {
    private static final int MOST_REPETITIONS = 1000;
    private static final int PROBE = 128;
    private static final int MOST_PROBES = 64;
    private static final int STEPS = 10_000;
    private static final int STEPS_PER_CHARACTER = 100;
    private static final Pattern ENTRY = Pattern.compile(Patterns.ENTRY);
    private static final Pattern POINTER = Pattern.compile("(?:/(?:[^~/,\\s]|~[01])*){1,32}");
    private static final Pattern LETTER_OR_DIGIT = Pattern.compile("[A-Za-z0-9]");
    private static final Pattern REPETITION = Pattern.compile("(\\)?)\\{(\\d+)(?:,(\\d*))?}");

    private PatternCheck() {}

    /** {@return what is wrong with an entry of http.ignore, for people; empty if nothing is} */
    public static Optional<String> ignored(String entry) {
        if (entry.startsWith("/")) {
            return entry.length() <= Patterns.LONGEST && POINTER.matcher(entry).matches()
                    ? Optional.empty()
                    : wrong(entry, "is no JSON pointer such as /choices/0/id, without white space and commas");
        }
        var wrong = pattern(entry);
        if (wrong.isPresent()) {
            return wrong;
        }
        var pattern = Pattern.compile(entry);
        if (pattern.matcher("").find()) {
            return wrong(entry, "is found in nothing");
        }
        return without(pattern, "data: red fox\n").equals(without(pattern, "data: big dog\n"))
                ? wrong(entry, "is found in all that an event may say")
                : Optional.empty();
    }

    private static String without(Pattern pattern, String text) {
        return pattern.matcher(text).replaceAll("");
    }

    /** {@return the same of a pattern whose first group is a length} */
    public static Optional<String> body(String expression) {
        return pattern(expression)
                .or(() -> Pattern.compile(expression).matcher("").groupCount() == 0
                        ? wrong(expression, "has no group for the length")
                        : Optional.empty());
    }

    /** {@return the same of any pattern} */
    public static Optional<String> pattern(String expression) {
        if (expression.length() > Patterns.LONGEST) {
            return Optional.of(
                    "a pattern of %d characters; %d at most".formatted(expression.length(), Patterns.LONGEST));
        }
        if (!ENTRY.matcher(expression).matches() || expression.contains("${")) {
            return wrong(
                    expression,
                    "begins or ends with white space, has lines, or has \"${\", which a properties file changes");
        }
        if (repeatsTooOften(expression)) {
            return wrong(expression, "repeats more than " + MOST_REPETITIONS + " times by counting");
        }
        try {
            return takesTooLong(Pattern.compile(expression))
                    ? wrong(expression, "takes too long, as nested repetitions do")
                    : Optional.empty();
        } catch (PatternSyntaxException e) {
            return wrong(expression, "is no pattern: " + e.getDescription());
        }
    }

    private static Optional<String> wrong(String expression, String what) {
        return Optional.of("'" + expression + "' " + what);
    }

    private static boolean repeatsTooOften(String expression) {
        int product = 1;
        for (var each = REPETITION.matcher(expression); each.find(); ) {
            var times = times(each.group(2), each.group(3));
            product *= each.group(1).isEmpty() ? 1 : times;
            if (times > MOST_REPETITIONS || product > MOST_REPETITIONS) {
                return true;
            }
        }
        return false;
    }

    private static int times(String least, @Nullable String most) {
        var digits = most == null || most.isEmpty() ? least : most;
        return digits.length() > 4 ? MOST_REPETITIONS + 1 : Math.max(1, Integer.parseInt(digits));
    }

    private static boolean takesTooLong(Pattern pattern) {
        var letters = LETTER_OR_DIGIT
                .matcher(pattern.pattern())
                .results()
                .map(MatchResult::group)
                .distinct()
                .limit(MOST_PROBES)
                .toList();
        return Stream.concat(Stream.of("a", "0", " ", String.join("", letters)), letters.stream())
                .filter(each -> !each.isEmpty())
                .anyMatch(each -> takesTooLong(pattern, each.repeat(PROBE / each.length() + 1) + "\n!"));
    }

    private static boolean takesTooLong(Pattern pattern, String text) {
        try {
            pattern.matcher(new Counted(text)).find();
            return false;
        } catch (TooManySteps | StackOverflowError tooLong) {
            return true;
        }
    }

    private static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooManySteps() {
            super("too many steps", null, false, false);
        }
    }

    /** Counts how often its characters are looked at. */
    private static final class Counted implements CharSequence {
        private final String text;
        private int left;

        Counted(String text) {
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
                throw new TooManySteps();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
