package io.rserpool.program.settings;

import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Where the values of keys come from. */
@FunctionalInterface
public interface ConfigValues {
    /** What the user gave a key, empty if nothing. */
    Optional<String> value(String key);

    /** Those of a configuration. */
    static ConfigValues of(Config config) {
        return key -> config.getOptionalValue(key, String.class).map(String::strip);
    }

    /** Those of the running program. */
    static ConfigValues current() {
        return of(ConfigProvider.getConfig());
    }
}
