package io.rserpool.registrar;

import io.rserpool.program.settings.CommonConfig;
import io.rserpool.program.settings.ConfigProblems;
import io.rserpool.program.settings.ConfigValues;
import io.rserpool.protocol.Ports;
import io.rserpool.protocol.ServerId;
import io.rserpool.registrar.core.MulticastSettings;
import io.rserpool.registrar.core.RegistrarSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** From the configuration to what the registrar is told. */
final class Settings {
    private Settings() {}

    /** Checks what types cannot say. */
    static void check(RegistrarConfig config, ConfigProblems problems) {
        CommonConfig.check(config, problems);
        problems.range("rserpool.udp-port", config.udpPort(), 0, 65535)
                .address("rserpool.management.address", config.management().address())
                .range("rserpool.management.port", config.management().port(), 0, 65535);
        var own = config.registrar();
        problems.range("rserpool.registrar.asap-port", own.asapPort(), 1, 65535)
                .range("rserpool.registrar.enrp-port", own.enrpPort(), 1, 65535)
                .require(
                        own.asapPort() != own.enrpPort(),
                        "rserpool.registrar.enrp-port",
                        own.enrpPort(),
                        "another port than rserpool.registrar.asap-port");
        for (var peer : own.peers().orElse(List.of())) {
            problems.require(
                    HostPort.parse(peer, own.enrpPort()).isPresent(),
                    "rserpool.registrar.peers",
                    peer,
                    "host, host:port or [IPv6 address]:port, separated by commas");
        }
        own.serverId()
                .ifPresent(id -> problems.require(
                        parseId(id).isPresent(),
                        "rserpool.registrar.server-id",
                        id,
                        "0x00000001 to 0xfffffffe, hexadecimal or decimal"));
        checkMulticast(own.enrpMulticast(), problems);
        AsapSettings.check(config, problems);
    }

    private static void checkMulticast(RegistrarConfig.EnrpMulticast multicast, ConfigProblems problems) {
        problems.require(
                        group(multicast.group()).isPresent(),
                        "rserpool.registrar.enrp-multicast.group",
                        multicast.group(),
                        "IP address of a multicast group:port")
                .range("rserpool.registrar.enrp-multicast.time-to-live", multicast.timeToLive(), 0, 255);
    }

    private static Optional<InetSocketAddress> group(String text) {
        return HostPort.parse(text, Ports.ENRP).flatMap(parsed -> {
            try {
                var address = InetAddress.ofLiteral(parsed.host());
                return address.isMulticastAddress()
                        ? Optional.of(new InetSocketAddress(address, parsed.port()))
                        : Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        });
    }

    private static @Nullable MulticastSettings enrpMulticast(RegistrarConfig.EnrpMulticast multicast) {
        return multicast.enabled()
                ? new MulticastSettings(group(multicast.group()).orElseThrow(), multicast.timeToLive())
                : null;
    }

    private static Optional<ServerId> parseId(String text) {
        try {
            long value = Long.decode(text.strip());
            return value < 1 || value > 0xfffffffeL ? Optional.empty() : Optional.of(new ServerId((int) value));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static List<HostPort> peers(RegistrarConfig config) {
        return config.registrar().peers().orElse(List.of()).stream()
                .flatMap(peer -> HostPort.parse(peer, config.registrar().enrpPort()).stream())
                .toList();
    }

    static RegistrarSettings of(RegistrarConfig config, ConfigValues values, RandomGenerator random) {
        var own = config.registrar();
        return new RegistrarSettings(
                own.serverId().flatMap(Settings::parseId).orElseGet(() -> ServerId.random(random)),
                own.asapPort(),
                own.enrpPort(),
                CommonConfig.peerUdpPort(config),
                own.enrpMulticast().enabled()
                        || own.peers().filter(peers -> !peers.isEmpty()).isPresent(),
                enrpMulticast(own.enrpMulticast()),
                RegistrarOverlays.profile(values),
                RegistrarOverlays.LIMITS.of(values));
    }
}
