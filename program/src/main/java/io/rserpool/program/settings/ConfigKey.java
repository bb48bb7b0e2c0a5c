package io.rserpool.program.settings;

import java.util.regex.Pattern;

/**
 * A configuration key as people read about it.
 *
 * @param name in dotted form; {@code <name>} stands for a part that the user chooses
 * @param fallback the default in words, empty if the key must be set
 * @param meaning what it does, with unit and allowed values
 */
public record ConfigKey(String name, String fallback, String meaning) {
    private static final String FREE = "<name>";

    /** Whether a key that a user wrote is this one. */
    boolean matches(String written) {
        var pattern = Pattern.quote(name).replace(FREE, "\\E(\"[^\"]+\"|[^.]+)\\Q");
        return Pattern.matches(pattern, written);
    }

    /** This key with the free part as in what a user wrote, as far as it has one. */
    String in(String written) {
        int free = name.indexOf(FREE);
        if (free < 0 || !written.startsWith(name.substring(0, free))) {
            return name;
        }
        int end = written.indexOf('.', free);
        return name.replace(FREE, end < 0 ? written.substring(free) : written.substring(free, end));
    }
}
