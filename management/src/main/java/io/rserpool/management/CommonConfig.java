package io.rserpool.management;

import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

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

    /** Named sets of timers. */
    enum TimerProfile {
        FAST,
        RSPLIB,
        RFC
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
    }
}
