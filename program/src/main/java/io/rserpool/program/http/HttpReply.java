package io.rserpool.program.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An answer of the management server.
 *
 * @param status HTTP status, 200 to 599
 * @param body from position to limit, which nobody moves
 */
public record HttpReply(int status, String contentType, ByteBuffer body) {
    /** JSON from what {@link Json#render} takes. */
    public static HttpReply json(int status, Object value) {
        return of(status, "application/json; charset=utf-8", Json.render(value));
    }

    public static HttpReply text(int status, String body) {
        return of(status, "text/plain; charset=utf-8", body);
    }

    /** Bytes that mean nothing here. */
    public static HttpReply bytes(int status, ByteBuffer body) {
        return new HttpReply(status, "application/octet-stream", body);
    }

    static HttpReply of(int status, String contentType, String body) {
        return new HttpReply(status, contentType, StandardCharsets.UTF_8.encode(body));
    }

    byte[] content() {
        var bytes = new byte[body.remaining()];
        body.get(body.position(), bytes);
        return bytes;
    }
}
