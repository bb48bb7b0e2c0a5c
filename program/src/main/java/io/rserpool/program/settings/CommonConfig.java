package io.rserpool.program.settings;

import io.smallrye.config.WithDefault;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Keys below {@code rserpool} that every program has; described in {@link ConfigKeys#COMMON}. */
public interface CommonConfig {
    Optional<String> address();

    Optional<List<String>> addresses();

    Transport transport();

    @WithDefault("9899")
    int peerUdpPort();

    @WithDefault("0")
    int mtu();

    @WithDefault("fast")
    TimerProfile timerProfile();

    @WithDefault("default")
    String operationScope();

    @WithDefault("RSerPool for Kubernetes")
    String description();

    Csp csp();

    /** Keys below {@code rserpool.csp}: reports of the Component Status Protocol. */
    interface Csp {
        Optional<String> server();

        @WithDefault("PT1S")
        Duration interval();

        /**
         * Reads {@code host[:port]}.
         *
         * @throws IllegalArgumentException it is not that, or the host is unknown
         */
        static InetSocketAddress parse(String text) {
            var matcher = SERVER.matcher(text.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException("no host[:port]: " + text);
            }
            int port = matcher.group(2) == null ? CSP_PORT : Integer.parseInt(matcher.group(2));
            return new InetSocketAddress(matcher.group(1).replaceAll("[\\[\\]]", ""), port);
        }
    }

    /** UDP port of status reports where none is given. */
    int CSP_PORT = 2960;

    /** Host and port. */
    Pattern SERVER = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]\\s]+)(?::(\\d{1,5}))?");

    /** Named sets of timers. */
    enum TimerProfile {
        FAST,
        RSPLIB,
        RFC;

        /** The chosen one; the default where what is chosen is none of them. */
        static TimerProfile of(ConfigValues values) {
            var chosen = values.value("rserpool.timer-profile").orElse("fast");
            return Arrays.stream(values())
                    .filter(profile -> profile.name().equalsIgnoreCase(chosen))
                    .findFirst()
                    .orElse(FAST);
        }
    }

    /** Keys below {@code rserpool.transport}. */
    interface Transport {
        @WithDefault("udp")
        TransportMode mode();
    }

    /** What is below SCTP. */
    enum TransportMode {
        AUTO,
        KERNEL,
        UDP,
        IP
    }

    /** The UDP port that peers are reached at; 0 where SCTP runs over IP. */
    static int peerUdpPort(CommonConfig config) {
        return switch (config.transport().mode()) {
            case AUTO, UDP -> config.peerUdpPort();
            case KERNEL, IP -> 0;
        };
    }

    /** Checks what types cannot say. */
    static void check(CommonConfig config, ConfigProblems problems) {
        config.address().ifPresent(address -> problems.address("rserpool.address", address));
        var addresses = config.addresses().orElse(List.of());
        addresses.forEach(address -> problems.address("rserpool.addresses", address));
        problems.require(
                addresses.isEmpty() || config.address().isEmpty(),
                "rserpool.address",
                config.address().orElse(""),
                "this or rserpool.addresses, not both");
        problems.require(
                addresses.size() <= 1 || config.transport().mode() == TransportMode.KERNEL,
                "rserpool.addresses",
                String.join(",", addresses),
                "one address; several only with rserpool.transport.mode=kernel");
        problems.range("rserpool.peer-udp-port", config.peerUdpPort(), 1, 65535);
        problems.require(
                config.mtu() == 0 || (config.mtu() >= 576 && config.mtu() <= 65535),
                "rserpool.mtu",
                config.mtu(),
                "0 or 576 to 65535");
        config.csp()
                .server()
                .ifPresent(server ->
                        problems.require(isServer(server), "rserpool.csp.server", server, "host or host:port"));
        problems.range("rserpool.csp.interval", config.csp().interval(), Duration.ofMillis(250), Duration.ofHours(1));
    }

    private static boolean isServer(String text) {
        try {
            Csp.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
