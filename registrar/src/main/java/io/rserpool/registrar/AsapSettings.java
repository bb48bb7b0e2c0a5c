package io.rserpool.registrar;

import io.rserpool.program.settings.CommonConfig;
import io.rserpool.program.settings.ConfigProblems;
import io.rserpool.registrar.core.AnnounceSettings;
import io.rserpool.transport.udp.MulticastOptions;
import java.time.Duration;
import java.util.Optional;

/** From the configuration to how pool elements and users reach the registrar. */
final class AsapSettings {
    private AsapSettings() {}

    /** Checks what types cannot say. */
    static void check(RegistrarConfig config, ConfigProblems problems) {
        var own = config.registrar();
        var prefix = "rserpool.registrar.announce.";
        own.asapTcpPort().ifPresent(port -> problems.range("rserpool.registrar.asap-tcp-port", port, 0, 65535));
        own.announce()
                .group()
                .ifPresent(group -> problems.require(
                        MulticastOptions.parseGroup(group).isPresent(),
                        prefix + "group",
                        group,
                        "address:port or [IPv6 address]:port of a multicast group"));
        problems.range(prefix + "cycle", own.announce().cycle(), Duration.ofMillis(100), Duration.ofSeconds(60))
                .range(prefix + "time-to-live", own.announce().timeToLive(), 0, 255);
    }

    /** How the registrar announces itself, if it does. */
    static Optional<AnnounceSettings> announce(RegistrarConfig config) {
        var announce = config.registrar().announce();
        var isRsplib = announce.form()
                .map(form -> form == RegistrarConfig.AnnounceForm.RSPLIB)
                .orElse(config.timerProfile() == CommonConfig.TimerProfile.RSPLIB);
        return announce.group()
                .flatMap(MulticastOptions::parseGroup)
                .map(group -> new AnnounceSettings(group, announce.timeToLive(), isRsplib, announce.cycle()));
    }

    /** The TCP port for pool users, 0 = none. */
    static int tcpPort(RegistrarConfig config) {
        return config.registrar().asapTcpPort().orElse(config.registrar().asapPort());
    }
}
