package io.rserpool.program.settings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The address that a program is reached at where none is configured. */
public final class LocalAddress {
    /** Addresses for documentation (RFC 5737, RFC 3849): routed by default, and nothing is sent to them. */
    private static final List<String> SOMEWHERE = List.of("192.0.2.1", "2001:db8::1");

    private LocalAddress() {}

    /**
     * The configured addresses, the preferred one first; else the pod's, from the environment variable {@code POD_IP};
     * else that of the default route's interface; else 127.0.0.1.
     */
    static List<InetAddress> all(Optional<List<InetAddress>> several, Optional<InetAddress> single) {
        return several.orElseGet(() -> List.of(of(single, System.getenv("POD_IP"))));
    }

    /** Host name, address and port, as RSPLIB's programs say where they are. */
    public static String location(InetAddress address, int port) {
        var host = System.getenv("HOSTNAME");
        return "%s: %s:%d".formatted(host == null ? "localhost" : host, address.getHostAddress(), port);
    }

    static InetAddress of(Optional<InetAddress> configured, @Nullable String podIp) {
        if (configured.isPresent()) {
            return configured.get();
        }
        if (podIp != null && !podIp.isBlank()) {
            return InetAddress.ofLiteral(podIp.strip());
        }
        for (var target : SOMEWHERE) {
            try (var channel = DatagramChannel.open()) {
                channel.connect(new InetSocketAddress(InetAddress.ofLiteral(target), 9));
                var local = ((InetSocketAddress) channel.getLocalAddress()).getAddress();
                if (!local.isAnyLocalAddress()) {
                    return local;
                }
            } catch (IOException noRoute) {
                continue;
            }
        }
        return InetAddress.ofLiteral("127.0.0.1");
    }
}
