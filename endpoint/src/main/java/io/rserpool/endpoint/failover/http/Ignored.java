package io.rserpool.endpoint.failover.http;

import io.rserpool.endpoint.failover.BoundedPattern;
import java.util.ArrayList;
import java.util.List;

/**
 * What may differ in an event that comes again.
 *
 * @param pointers to values in the JSON that its data are. What else is in them must be the same to the byte
 * @param patterns searched in its fields, a line each ({@code (?m)^} begins one), as bytes (ISO 8859-1)
 */
public record Ignored(List<JsonPointer> pointers, List<BoundedPattern> patterns) {
    public static final Ignored NOTHING = new Ignored(List.of(), List.of());

    private static final int MOST = 32;

    /** Two events that have nothing in common but their form. */
    private static final String ONE_SAID = "data: red fox\n";

    private static final String ANOTHER_SAID = "data: big dog\n";

    public Ignored {
        pointers = List.copyOf(pointers);
        patterns = List.copyOf(patterns);
    }

    /**
     * Reads entries.
     *
     * @param entries up to 32: JSON pointers, which begin with {@code /}, and patterns
     * @throws IllegalArgumentException one is neither, is found in nothing, or in all that may be said; or there are too many
     */
    public static Ignored of(List<String> entries) {
        if (entries.size() > MOST) {
            throw new IllegalArgumentException("ignore has " + entries.size() + " entries, more than " + MOST);
        }
        var pointers = new ArrayList<JsonPointer>();
        var patterns = new ArrayList<BoundedPattern>();
        for (var entry : entries) {
            if (entry.startsWith("/")) {
                pointers.add(JsonPointer.of(entry));
            } else {
                patterns.add(pattern(entry));
            }
        }
        return new Ignored(pointers, patterns);
    }

    private static BoundedPattern pattern(String entry) {
        var pattern = BoundedPattern.of(entry, "ignore");
        if (pattern.find("")) {
            throw new IllegalArgumentException("ignore: '" + entry + "' is found in nothing");
        }
        if (pattern.without(ONE_SAID).equals(pattern.without(ANOTHER_SAID))) {
            throw new IllegalArgumentException("ignore: '" + entry + "' is found in all that an event may say");
        }
        return pattern;
    }

    /** Whether there are values to be ignored in JSON. */
    boolean hasPointers() {
        return !pointers.isEmpty();
    }

    /**
     * Whether a part of a line is to be ignored.
     *
     * @throws BoundedPattern.TooSlow a pattern takes too long
     */
    boolean isFoundIn(String line) {
        return !without(line).equals(line);
    }

    /** @throws BoundedPattern.TooSlow a pattern takes too long */
    String without(String fields) {
        var rest = fields;
        for (var pattern : patterns) {
            rest = pattern.without(rest);
        }
        return rest;
    }
}
