package io.rserpool.registrar;

import io.rserpool.handlespace.HandlespaceLimits;
import io.rserpool.management.CommonConfig;
import io.rserpool.management.ConfigProblems;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.Ports;
import io.rserpool.protocol.ServerId;
import io.rserpool.registrar.core.MulticastSettings;
import io.rserpool.registrar.core.RegistrarLimits;
import io.rserpool.registrar.core.RegistrarProfile;
import io.rserpool.registrar.core.RegistrarSettings;
import io.rserpool.registrar.core.SubscriptionLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** From the configuration to what the registrar is told. */
final class Settings {
    private static final int MOST = 1_000_000;
    private static final int MOST_PEERS = 1024;

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
        problems.range("rserpool.registrar.distance-step", own.distanceStep(), 1, 10_000);
        AsapSettings.check(config, problems);
        checkLimits(own.limits(), problems);
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

    private static void checkLimits(RegistrarConfig.Limits limits, ConfigProblems problems) {
        var prefix = "rserpool.registrar.limits.";
        problems.range(prefix + "pools", limits.pools(), 1, MOST)
                .range(prefix + "elements", limits.elements(), 1, MOST)
                .range(prefix + "elements-per-pool", limits.elementsPerPool(), 1, MOST)
                .range(prefix + "elements-per-association", limits.elementsPerAssociation(), 1, MOST)
                .range(prefix + "resolutions-per-second", limits.resolutionsPerSecond(), 1, MOST)
                .range(prefix + "reports-per-second", limits.reportsPerSecond(), 1, MOST)
                .range(prefix + "subscriptions", limits.subscriptions(), 0, MOST)
                .range(prefix + "subscriptions-per-association", limits.subscriptionsPerAssociation(), 0, MOST)
                .range(prefix + "updates-per-second", limits.updatesPerSecond(), 1, MOST)
                .range(prefix + "keep-alives-per-second", limits.keepAlivesPerSecond(), 1, MOST)
                .range(prefix + "peers", limits.peers(), 1, MOST_PEERS)
                .range(prefix + "downloads", limits.downloads(), 1, MOST_PEERS);
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

    static RegistrarSettings of(RegistrarConfig config, RandomGenerator random) {
        var own = config.registrar();
        return new RegistrarSettings(
                own.serverId().flatMap(Settings::parseId).orElseGet(() -> ServerId.random(random)),
                own.asapPort(),
                own.enrpPort(),
                CommonConfig.peerUdpPort(config),
                own.enrpMulticast().enabled()
                        || own.peers().filter(peers -> !peers.isEmpty()).isPresent(),
                enrpMulticast(own.enrpMulticast()),
                profile(config),
                limits(own.limits()));
    }

    private static RegistrarProfile profile(RegistrarConfig config) {
        var profile =
                switch (config.timerProfile()) {
                    case FAST -> RegistrarProfile.FAST;
                    case RSPLIB -> RegistrarProfile.RSPLIB;
                    case RFC -> RegistrarProfile.RFC;
                };
        var own = config.registrar();
        return profile.withRules(profile.rules()
                .withTakeoverSuggestion(own.takeoverSuggestion())
                .withPolicies(own.selection().orElse(profile.rules().policies()), own.distanceStep()));
    }

    private static RegistrarLimits limits(RegistrarConfig.Limits limits) {
        return new RegistrarLimits(
                new HandlespaceLimits(
                        limits.pools(), limits.elements(), limits.elementsPerPool(), limits.elementsPerAssociation()),
                DecoderLimits.DEFAULT,
                limits.resolutionsPerSecond(),
                limits.reportsPerSecond(),
                limits.keepAlivesPerSecond(),
                RegistrarLimits.DEFAULT.itemsPerResolution(),
                limits.peers(),
                limits.downloads(),
                new SubscriptionLimits(
                        limits.subscriptionsPerAssociation(),
                        limits.subscriptions(),
                        limits.updatesPerSecond(),
                        SubscriptionLimits.DEFAULT.interval()));
    }
}
