package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of a client's new connection that no element serves. */
public enum Fallback {
    /** It goes to the Service itself, as it would without a sidecar. */
    @JsonProperty("service")
    SERVICE,
    /** It waits for an element, and is reset if none comes. */
    @JsonProperty("none")
    NONE
}
