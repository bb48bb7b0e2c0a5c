package io.rserpool.program.settings;

import java.util.Optional;
import java.util.Set;

/** Where the values of keys come from. */
@FunctionalInterface
public interface ConfigValues {
    /** What the user gave a key, empty if nothing. */
    Optional<String> value(String key);

    /** A value as people write it in a file. */
    static String inOneLine(String value) {
        return value.replace("\n", "\\n");
    }

    /** The names of the keys that the user gave a value, in dotted form. */
    default Set<String> names() {
        return Set.of();
    }
}
