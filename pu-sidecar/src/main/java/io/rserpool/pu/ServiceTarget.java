package io.rserpool.pu;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Where clients would connect to without a sidecar.
 *
 * @param host a name in the DNS, complete or to be completed by the search list, or an IP address
 * @param port TCP port, 1 to 65535
 */
record ServiceTarget(String host, int port) {
    /**
     * Reads {@code host:port} or {@code [IPv6 address]:port}.
     *
     * @throws IllegalArgumentException it is not that
     */
    static ServiceTarget parse(String text) {
        int colon = text.lastIndexOf(':');
        var host = text.substring(0, Math.max(0, colon)).replaceFirst("^\\[(.*)]$", "$1");
        if (!host.matches("[A-Za-z0-9_:]([A-Za-z0-9_.:-]*[A-Za-z0-9_.:])?") || host.length() > 253) {
            throw new IllegalArgumentException("no host in " + text);
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("no such port: " + port);
        }
        return new ServiceTarget(host, port);
    }

    /** The address, if the host is one. */
    Optional<InetAddress> literal() {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException name) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
