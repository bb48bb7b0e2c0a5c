package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Kinds of health checks of a server. */
public enum HealthType {
    /** Somebody listens at its port, of which it notices nothing. */
    @JsonProperty("tcp")
    TCP,
    /** Its port takes a connection. */
    @JsonProperty("connect")
    CONNECT,
    /** It answers a GET with a status of 200…399. */
    @JsonProperty("http")
    HTTP,
    /** It is not checked. */
    @JsonProperty("none")
    NONE;

    /** {@return the sidecar's configuration value} */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
