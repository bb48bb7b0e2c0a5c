package io.rserpool.management;

import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Keys below {@code rserpool} that every program has; described in {@link ConfigKeys#COMMON}. */
public interface CommonConfig {
    Optional<String> address();

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

    /** Checks what types cannot say. */
    static void check(CommonConfig config, ConfigProblems problems) {
        config.address().ifPresent(address -> problems.address("rserpool.address", address));
        problems.range("rserpool.peer-udp-port", config.peerUdpPort(), 1, 65535);
        problems.require(
                config.mtu() == 0 || (config.mtu() >= 576 && config.mtu() <= 65535),
                "rserpool.mtu",
                config.mtu(),
                "0 or 576 to 65535");
    }
}
