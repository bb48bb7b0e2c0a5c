package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of a client's connection while no element can be asked for. */
public enum Fallback {
    /** It goes to the Service itself, as it would without a sidecar. */
    @JsonProperty("service")
    SERVICE,
    /** It is refused. */
    @JsonProperty("none")
    NONE
}
