package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Whether a server ends a connection before its client does. */
public enum ServerEnds {
    /** It does not: such an end is a failure of its element. */
    @JsonProperty("never")
    NEVER,
    /** It may: the end is the client's, too. */
    @JsonProperty("may")
    MAY;

    /** {@return the sidecar's configuration value} */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
