package io.rserpool.endpoint.asap;

import io.rserpool.protocol.Ports;
import java.util.ArrayList;
import java.util.List;

/**
 * Where registrars are, as configured: the name stands for every address it resolves to.
 *
 * @param host name or IP address
 * @param port SCTP port of ASAP, 1 to 65535
 */
public record RegistrarAddress(String host, int port) {
    public RegistrarAddress {
        if (host.isBlank()) {
            throw new IllegalArgumentException("a registrar's host is empty");
        }
        if (port < 1 || port > 0xffff) {
            throw new IllegalArgumentException("registrar port " + port + " is not within 1..65535");
        }
    }

    /**
     * Reads {@code host}, {@code host:port}, {@code address} or {@code [address]:port}; without a port
     * that of ASAP, 3863.
     *
     * @throws IllegalArgumentException the message says what is wrong
     */
    public static RegistrarAddress parse(String text) {
        var trimmed = text.strip();
        var close = trimmed.lastIndexOf(']');
        var colon = trimmed.lastIndexOf(':');
        var bareIpv6 = close < 0 && trimmed.indexOf(':') != colon;
        if (colon <= close || bareIpv6) {
            return new RegistrarAddress(unbracket(trimmed), Ports.ASAP);
        }
        return new RegistrarAddress(unbracket(trimmed.substring(0, colon)), port(trimmed.substring(colon + 1), text));
    }

    /** Reads a comma-separated list of at least one. */
    public static List<RegistrarAddress> parseList(String text) {
        var list = new ArrayList<RegistrarAddress>();
        for (var part : text.split(",", -1)) {
            list.add(parse(part));
        }
        return List.copyOf(list);
    }

    private static String unbracket(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(String digits, String text) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("\"" + text + "\" has no valid port: " + digits, notANumber);
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
