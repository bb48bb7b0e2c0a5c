package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether workloads are restarted when their pods need other sidecars. */
public enum Rollout {
    /** Yes, each by its own update strategy. */
    @JsonProperty("Auto")
    AUTO,
    /** No: only new pods get them. */
    @JsonProperty("Never")
    NEVER
}
