package io.rserpool.pe;

import io.rserpool.endpoint.asap.AnnounceOptions;
import io.rserpool.endpoint.asap.RegistrarAddress;
import io.rserpool.endpoint.session.DirectOptions;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.program.settings.CommonConfig;
import io.rserpool.program.settings.ConfigProblems;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.transport.udp.MulticastOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks a {@link PeConfig}, and reads from it what is more than its types say. */
final class PeSettings {
    private static final Duration LIVES_ON = Duration.ofSeconds(30);
    private static final int LONGEST_HANDLE = 32;
    private static final String DEFAULT_REGISTRARS = "rserpool-registrars:3863";

    private PeSettings() {}

    static void check(PeConfig config, ConfigProblems problems) {
        CommonConfig.check(config, problems);
        problems.range("rserpool.udp-port", config.udpPort(), 0, 65535)
                .address("rserpool.management.address", config.management().address())
                .range("rserpool.management.port", config.management().port(), 0, 65535)
                .range("rserpool.pe.sctp-port", config.pe().sctpPort(), 1, 65535);
        problems.require(
                parses(() -> registrars(config)),
                "rserpool.registrars",
                String.join(",", config.registrars().orElse(List.of())),
                "comma-separated host[:port]");
        config.announce()
                .group()
                .ifPresent(group -> problems.require(
                        MulticastOptions.parseGroup(group).isPresent(),
                        "rserpool.announce.group",
                        group,
                        "address:port or [IPv6 address]:port of a multicast group"));
        problems.require(!config.pe().pools().isEmpty(), "rserpool.pe.pools.<name>.server", "", "at least one pool");
        config.pe()
                .directPool()
                .ifPresent(name -> problems.require(
                        config.pe().pools().containsKey(name),
                        "rserpool.pe.direct-pool",
                        name,
                        "the <name> of a pool: "
                                + String.join(", ", config.pe().pools().keySet())));
        config.pe().pools().forEach((name, pool) -> check("rserpool.pe.pools." + name + ".", name, pool, problems));
    }

    private static void check(String key, String name, PeConfig.Pool pool, ConfigProblems problems) {
        int length = PoolHandle.of(pool.handle().orElse(name)).length();
        var health = pool.health();
        problems.require(length <= LONGEST_HANDLE, key + "handle", pool.handle().orElse(name), "1 to 32 bytes")
                .require(parses(() -> server(pool.server())), key + "server", pool.server(), "host:port")
                .require(
                        pool.identifier()
                                .map(text -> parses(() -> identifier(text)))
                                .orElse(true),
                        key + "identifier",
                        pool.identifier().orElse(""),
                        "0x00000001 to 0xfffffffe")
                .range(key + "capacity", pool.capacity(), 0, 1_000_000)
                .require(
                        parses(() -> DirectOptions.ppid(pool.ppid())),
                        key + "ppid",
                        pool.ppid(),
                        "0 to 0xffffffff but 11")
                .range(key + "message-size", pool.messageSize(), 1, SessionLimits.MAX_DATA)
                .require(health.path().startsWith("/"), key + "health.path", health.path(), "a path that begins with /")
                .range(key + "health.interval", health.interval(), Duration.ofMillis(50), Duration.ofHours(1))
                .range(key + "health.timeout", health.timeout(), Duration.ofMillis(10), Duration.ofMinutes(1))
                .range(key + "health.failures", health.failures(), 1, 100)
                .range(key + "drain-timeout", pool.drainTimeout(), Duration.ZERO, Duration.ofHours(1))
                .range(key + "return-after", pool.returnAfter().orElse(LIVES_ON), Duration.ZERO, Duration.ofHours(24))
                .range(key + "end-confirmation", pool.endConfirmation(), Duration.ZERO, Duration.ofSeconds(5));
    }

    private static boolean parses(Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Reads {@code host:port}.
     *
     * @throws IllegalArgumentException it is not that
     */
    static InetSocketAddress server(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("no port in " + text);
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("no such port: " + port);
        }
        return new InetSocketAddress(text.substring(0, colon), port);
    }

    /**
     * Reads an identifier.
     *
     * @throws IllegalArgumentException it is not one
     */
    static PeIdentifier identifier(String text) {
        long value = Long.decode(text);
        if (value < 1 || value > 0xfffffffeL) {
            throw new IllegalArgumentException("no such identifier: " + text);
        }
        return new PeIdentifier((int) value);
    }

    /** None if they are to be learned from announces. */
    static List<RegistrarAddress> registrars(PeConfig config) {
        if (config.registrars().isEmpty() && config.announce().group().isPresent()) {
            return List.of();
        }
        return RegistrarAddress.parseList(String.join(",", config.registrars().orElse(List.of(DEFAULT_REGISTRARS))));
    }

    /** How registrars' announces are listened to from this address, if they are. */
    static Optional<AnnounceOptions> announces(PeConfig config, InetAddress local) {
        return config.announce()
                .group()
                .flatMap(MulticastOptions::parseGroup)
                .map(group -> AnnounceOptions.of(
                        group, local, config.timerProfile() == CommonConfig.TimerProfile.RSPLIB, false));
    }

    static List<ServedPool.Settings> pools(PeConfig config) {
        var pools = new ArrayList<ServedPool.Settings>();
        config.pe().pools().forEach((name, pool) -> pools.add(settings(name, pool)));
        return List.copyOf(pools);
    }

    private static ServedPool.Settings settings(String name, PeConfig.Pool pool) {
        var health = pool.health();
        return new ServedPool.Settings(
                name,
                PoolHandle.of(pool.handle().orElse(name)),
                Optional.of(pool).flatMap(PeConfig.Pool::identifier).map(PeSettings::identifier),
                server(pool.server()),
                pool.policy(),
                pool.capacity(),
                DirectOptions.DEFAULT.withPpid(DirectOptions.ppid(pool.ppid())).withMessageSize(pool.messageSize()),
                pool.businessCard(),
                new HealthChecker.Settings(
                        health.type(),
                        health.path(),
                        health.interval(),
                        health.timeout(),
                        health.failures(),
                        health.keepLast()),
                pool.drainTimeout(),
                pool.returnAfter().orElseGet(() -> pool.drainTimeout().plus(LIVES_ON)),
                pool.endConfirmation());
    }
}
