package io.rserpool.program.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The query of a URI: {@code name=value&name=value}, as forms write it. */
final class Query {
    private Query() {}

    /** {@return the first value of a parameter, if it is there} */
    static Optional<String> first(@Nullable String query, String name) {
        if (query == null) {
            return Optional.empty();
        }
        for (var parameter : query.split("&")) {
            int equals = parameter.indexOf('=');
            if (equals >= 0 && decoded(parameter.substring(0, equals)).equals(name)) {
                return Optional.of(decoded(parameter.substring(equals + 1)));
            }
        }
        return Optional.empty();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
