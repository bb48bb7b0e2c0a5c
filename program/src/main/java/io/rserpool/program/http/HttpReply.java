package io.rserpool.program.http;

import java.nio.charset.StandardCharsets;

/**
 * An answer of the management server.
 *
 * @param status HTTP status, 200 to 599
 * @param body UTF-8 text
 */
public record HttpReply(int status, String contentType, String body) {
    /** JSON from what {@link Json#render} takes. */
    public static HttpReply json(int status, Object value) {
        return new HttpReply(status, "application/json; charset=utf-8", Json.render(value));
    }

    public static HttpReply text(int status, String body) {
        return new HttpReply(status, "text/plain; charset=utf-8", body);
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
