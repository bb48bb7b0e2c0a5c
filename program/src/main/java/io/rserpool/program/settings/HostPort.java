package io.rserpool.program.settings;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host, by name or address, and a port.
 *
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]\\s]+)(?::(\\d{1,5}))?");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

    /** From {@code host}, {@code host:port}, {@code [IPv6 address]:port} or an address; empty if it is none of these. */
    public static Optional<HostPort> parse(String text, int defaultPort) {
        var stripped = text.strip();
        if (IPV6.matcher(stripped).matches()) {
            return isAddress(stripped) ? Optional.of(new HostPort(stripped, defaultPort)) : Optional.empty();
        }
        var matcher = FORM.matcher(stripped);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var host = matcher.group(1).replaceAll("[\\[\\]]", "");
        int port = matcher.group(2) == null ? defaultPort : Integer.parseInt(matcher.group(2));
        return port < 1 || port > 0xffff ? Optional.empty() : Optional.of(new HostPort(host, port));
    }

    /**
     * As a socket address, if the host is an address.
     *
     * @throws IllegalArgumentException it is a name
     */
    public InetSocketAddress literal() {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    /**
     * What a key may be.
     *
     * @param allowed in words
     * @param defaultPort of a text without a port
     */
    public static ValueRange<HostPort> range(String allowed, int defaultPort) {
        return ValueRange.parsed(allowed, text -> parse(text, defaultPort)
                .orElseThrow(() -> new IllegalArgumentException("no host: " + text)));
    }

    private static boolean isAddress(String text) {
        try {
            InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
