package io.rserpool.program.settings;

/**
 * A value of a profile that users may set.
 *
 * @param key its key without the prefix of the {@link Overlay}
 * @param component the record component it replaces; of a record within the record {@code outer.inner}
 * @param range what it may be
 * @param meaning what it does, for people
 */
public record Setting(String key, String component, ValueRange<?> range, String meaning) {}
