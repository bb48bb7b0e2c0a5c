package io.rserpool.program.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A request for one of many paths.
 *
 * @param below what the path has behind the prefix
 * @param content the body, to be read while the handler is called
 */
public record Request(Caller caller, String method, String below, InputStream content) {
    /**
     * The body; empty = it is longer than this.
     *
     * @throws IOException it does not come
     */
    public Optional<byte[]> body(int most) throws IOException {
        var bytes = content.readNBytes(most + 1);
        return bytes.length > most ? Optional.empty() : Optional.of(bytes);
    }
}
