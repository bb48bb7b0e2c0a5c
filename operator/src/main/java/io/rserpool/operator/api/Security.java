package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whom a scope's registrars and sidecars speak with (RFC 5355 section 2.15). */
public enum Security {
    /** With members of the scope alone. */
    @JsonProperty("required")
    REQUIRED,
    /** With anybody. */
    @JsonProperty("disabled")
    DISABLED
}
