package io.rserpool.program.http;

import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who makes a request.
 *
 * @param address where it comes from
 * @param headers the first value of a header of the request
 * @param queries the first value of a parameter of the request's query
 */
public record Caller(
        InetAddress address, Function<String, Optional<String>> headers, Function<String, Optional<String>> queries) {
    /** {@return the first value of the header, if the request has it} */
    public Optional<String> header(String name) {
        return headers.apply(name);
    }

    /** {@return the first value of the parameter {@code ?name=value}, if the request has it} */
    public Optional<String> query(String name) {
        return queries.apply(name);
    }
}
