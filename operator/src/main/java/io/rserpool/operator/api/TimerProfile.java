package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Named sets of protocol timers; what each holds is said in the registrar's documentation. */
public enum TimerProfile {
    /** For one cluster: failures are found within a second. */
    @JsonProperty("fast")
    FAST,
    /** As RSPLIB has them. */
    @JsonProperty("rsplib")
    RSPLIB,
    /** As the RFCs recommend. */
    @JsonProperty("rfc")
    RFC;

    /** {@return the programs' configuration value} */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
