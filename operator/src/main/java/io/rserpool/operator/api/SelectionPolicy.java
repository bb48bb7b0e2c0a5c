package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Member-selection policies (RFC 5356) that a {@link Pool} may name. */
public enum SelectionPolicy {
    /** One after the other. */
    @JsonProperty("RoundRobin")
    ROUND_ROBIN("round-robin"),
    /** Any, each with the same probability. */
    @JsonProperty("Random")
    RANDOM("random"),
    /** The one with the least load, as the elements report it. */
    @JsonProperty("LeastUsed")
    LEAST_USED("least-used");

    private final String key;

    SelectionPolicy(String key) {
        this.key = key;
    }

    /** {@return the sidecar's configuration value} */
    public String key() {
        return key;
    }
}
