package io.rserpool.registrar;

import io.rserpool.program.settings.CommonKeys;
import io.rserpool.program.settings.ConfigProblems;
import io.rserpool.program.settings.ConfigValues;
import io.rserpool.program.settings.HostPort;
import io.rserpool.program.settings.TimerProfile;
import io.rserpool.protocol.Ports;
import io.rserpool.protocol.ServerId;
import io.rserpool.registrar.settings.AnnounceSettings;
import io.rserpool.registrar.settings.MulticastSettings;
import io.rserpool.registrar.settings.RegistrarSettings;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** From the configuration to what the registrar is told. */
final class Settings {
    private Settings() {}

    /** Checks what no row can say by itself. */
    static void check(ConfigValues values, ConfigProblems problems) {
        CommonKeys.check(values, problems);
        int enrpPort = RegistrarKeys.ENRP_PORT.of(values);
        problems.require(
                RegistrarKeys.ASAP_PORT.of(values) != enrpPort,
                RegistrarKeys.ENRP_PORT.name(),
                enrpPort,
                "another port than " + RegistrarKeys.ASAP_PORT.name());
    }

    private static @Nullable MulticastSettings enrpMulticast(ConfigValues values) {
        return RegistrarKeys.MULTICAST_ENABLED.of(values)
                ? new MulticastSettings(
                        RegistrarKeys.MULTICAST_GROUP.of(values), RegistrarKeys.MULTICAST_TIME_TO_LIVE.of(values))
                : null;
    }

    static List<HostPort> peers(ConfigValues values) {
        int port = RegistrarKeys.ENRP_PORT.of(values);
        return RegistrarKeys.PEERS.find(values).orElse(List.of()).stream()
                .flatMap(peer -> HostPort.parse(peer, port).stream())
                .toList();
    }

    /** How the registrar announces itself, if it does. */
    static Optional<AnnounceSettings> announce(ConfigValues values) {
        var isRsplib = RegistrarKeys.ANNOUNCE_FORM
                .find(values)
                .map(form -> form == RegistrarKeys.AnnounceForm.RSPLIB)
                .orElse(CommonKeys.TIMER_PROFILE.of(values) == TimerProfile.RSPLIB);
        return RegistrarKeys.ANNOUNCE_GROUP
                .find(values)
                .map(group -> new AnnounceSettings(
                        group,
                        RegistrarKeys.ANNOUNCE_TIME_TO_LIVE.of(values),
                        isRsplib,
                        RegistrarKeys.ANNOUNCE_CYCLE.of(values)));
    }

    /** The TCP port for pool users, 0 = none. */
    static int tcpPort(ConfigValues values) {
        int standard = CommonKeys.isSecured(values) ? Ports.ASAP_TLS : RegistrarKeys.ASAP_PORT.of(values);
        return RegistrarKeys.ASAP_TCP_PORT.find(values).orElse(standard);
    }

    static RegistrarSettings of(ConfigValues values, RandomGenerator random) {
        return new RegistrarSettings(
                RegistrarKeys.SERVER_ID.find(values).orElseGet(() -> ServerId.random(random)),
                RegistrarKeys.ASAP_PORT.of(values),
                RegistrarKeys.ENRP_PORT.of(values),
                CommonKeys.peerUdpPort(values),
                RegistrarKeys.MULTICAST_ENABLED.of(values)
                        || RegistrarKeys.PEERS.find(values).isPresent(),
                enrpMulticast(values),
                RegistrarOverlays.profile(values),
                RegistrarOverlays.LIMITS.of(values));
    }
}
