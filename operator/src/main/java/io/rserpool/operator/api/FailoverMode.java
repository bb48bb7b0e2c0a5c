package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What becomes of a session whose element dies. */
public enum FailoverMode {
    /** The client's connection ends; its next one reaches a living element at once. */
    @JsonProperty("reconnect")
    RECONNECT,
    /** What the client sent is played to another element, what it already got is compared and skipped. */
    @JsonProperty("replay")
    REPLAY;

    /** {@return the sidecar's configuration value} */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
