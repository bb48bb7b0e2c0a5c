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
    REPLAY,
    /** HTTP/1.1 is read along: what was not answered is asked again, a response goes on where it was cut. */
    @JsonProperty("http")
    HTTP,
    /** Redis' protocol is read along: the connection is set up again, what only reads is asked again. */
    @JsonProperty("redis")
    REDIS,
    /** The same of memcached's text protocol. */
    @JsonProperty("memcached")
    MEMCACHED,
    /** The same of SMTP, up to the transaction under way. */
    @JsonProperty("smtp")
    SMTP,
    /** The same of any protocol of lines, by patterns. */
    @JsonProperty("lines")
    LINES,
    /** The session goes on from the state that the server has left with its sidecar. */
    @JsonProperty("cookie")
    COOKIE;

    /** {@return the sidecar's configuration value} */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
