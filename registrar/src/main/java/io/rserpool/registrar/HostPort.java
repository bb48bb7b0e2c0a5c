package io.rserpool.registrar;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host, by name or address, and a port.
 *
 * @param port 1 to 65535
 */
record HostPort(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]\\s]+)(?::(\\d{1,5}))?");

    /** From {@code host}, {@code host:port} or {@code [IPv6 address]:port}; empty if it is none of these. */
    static Optional<HostPort> parse(String text, int defaultPort) {
        var matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var host = matcher.group(1).replaceAll("[\\[\\]]", "");
        int port = matcher.group(2) == null ? defaultPort : Integer.parseInt(matcher.group(2));
        return port < 1 || port > 0xffff ? Optional.empty() : Optional.of(new HostPort(host, port));
    }
}
