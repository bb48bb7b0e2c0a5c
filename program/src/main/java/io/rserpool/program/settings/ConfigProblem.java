package io.rserpool.program.settings;

/**
 * A configuration value that a program cannot work with.
 *
 * @param key as a user writes it
 * @param value as found, empty if there is none
 * @param allowed what is allowed, in words
 */
public record ConfigProblem(String key, String value, String allowed) {
    /** One line for people. */
    public String line() {
        return value.isEmpty()
                ? "%s is not set; allowed: %s".formatted(key, allowed)
                : "%s=%s is not allowed; allowed: %s".formatted(key, ConfigValues.inOneLine(value), allowed);
    }
}
