package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Kinds of health checks of a server. */
public enum HealthType {
    /** Its port accepts a connection. */
    @JsonProperty("tcp")
    TCP,
    /** It answers a GET with a status of 200…399. */
    @JsonProperty("http")
    HTTP,
    /** It is taken for healthy. */
    @JsonProperty("none")
    NONE;

    /** {@return the sidecar's configuration value} */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
