package io.rserpool.pu;

import io.rserpool.endpoint.asap.AnnounceOptions;
import io.rserpool.endpoint.asap.RegistrarAddress;
import io.rserpool.endpoint.session.DirectOptions;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.program.settings.CommonConfig;
import io.rserpool.program.settings.ConfigProblems;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.transport.udp.MulticastOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Checks a {@link PuConfig}, and reads from it what is more than its types say. */
final class PuSettings {
    private static final int LONGEST_HANDLE = 32;
    private static final String DEFAULT_REGISTRARS = "rserpool-registrars:3863";
    private static final long LARGEST_JOURNAL = 1L << 30;

    private PuSettings() {}

    static void check(PuConfig config, ConfigProblems problems) {
        CommonConfig.check(config, problems);
        problems.range("rserpool.udp-port", config.udpPort(), 0, 65535)
                .address("rserpool.management.address", config.management().address())
                .range("rserpool.management.port", config.management().port(), 0, 65535);
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
        problems.require(
                parses(() -> bytes(config.pu().journalBudget())),
                "rserpool.pu.journal-budget",
                config.pu().journalBudget(),
                "0 to 1G, such as 25165824 or 24M");
        problems.require(!config.pu().pools().isEmpty(), "rserpool.pu.pools.<name>.listen", "", "at least one pool");
        config.pu().pools().forEach((name, pool) -> check("rserpool.pu.pools." + name + ".", name, pool, problems));
        config.pu()
                .forwards()
                .forEach((name, forward) -> check("rserpool.pu.forwards." + name + ".", forward, problems));
    }

    private static void check(String key, PuConfig.Forward forward, ConfigProblems problems) {
        problems.require(
                        parses(() -> address(forward.listen())),
                        key + "listen",
                        forward.listen(),
                        "ip:port, such as 127.77.0.1:9090")
                .require(
                        parses(() -> ServiceTarget.parse(forward.to())),
                        key + "to",
                        forward.to(),
                        "host:port, such as files.shop:9090");
    }

    private static void check(String key, String name, PuConfig.Pool pool, ConfigProblems problems) {
        int length = PoolHandle.of(pool.handle().orElse(name)).length();
        problems.require(length <= LONGEST_HANDLE, key + "handle", pool.handle().orElse(name), "1 to 32 bytes")
                .require(
                        parses(() -> address(pool.listen())),
                        key + "listen",
                        pool.listen(),
                        "ip:port, such as 127.77.0.1:80")
                .require(
                        parses(() -> bytes(pool.journalLimit())),
                        key + "journal-limit",
                        pool.journalLimit(),
                        "0 to 1G, such as 1048576 or 1M")
                .range(key + "failover-timeout", pool.failoverTimeout(), Duration.ofMillis(100), Duration.ofHours(1))
                .require(
                        pool.fallback().isEmpty()
                                || parses(() ->
                                        ServiceTarget.parse(pool.fallback().get())),
                        key + "fallback",
                        pool.fallback().orElse(""),
                        "host:port, such as files.shop:80")
                .range(key + "fallback-after", pool.fallbackAfter(), Duration.ofMillis(50), Duration.ofMinutes(1))
                .range(key + "max-sessions", pool.maxSessions(), 1, 100_000)
                .require(
                        parses(() -> DirectOptions.ppid(pool.ppid())),
                        key + "ppid",
                        pool.ppid(),
                        "0 to 0xffffffff but 11")
                .range(key + "message-size", pool.messageSize(), 1, SessionLimits.MAX_DATA)
                .range(key + "end-linger", pool.endLinger(), Duration.ZERO, Duration.ofHours(1));
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
     * Reads {@code ip:port} or {@code [ip]:port}.
     *
     * @throws IllegalArgumentException it is not that
     */
    static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("no port in " + text);
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("no such port: " + port);
        }
        var host = text.substring(0, colon).replaceFirst("^\\[(.*)]$", "$1");
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    /**
     * Reads a number of bytes with an optional K, M or G.
     *
     * @throws IllegalArgumentException it is not that, or more than 1 GiB
     */
    static int bytes(String text) {
        var upper = text.strip().toUpperCase(Locale.ROOT);
        int power = upper.isEmpty() ? 0 : "KMG".indexOf(upper.charAt(upper.length() - 1)) + 1;
        long number = Long.parseLong(
                power > 0 ? upper.substring(0, upper.length() - 1).strip() : upper);
        if (number < 0 || number > LARGEST_JOURNAL >> 10 * power) {
            throw new IllegalArgumentException("out of range: " + text);
        }
        return Math.toIntExact(number << 10 * power);
    }

    /** None if they are to be learned from announces. */
    static List<RegistrarAddress> registrars(PuConfig config) {
        if (config.registrars().isEmpty() && config.announce().group().isPresent()) {
            return List.of();
        }
        return RegistrarAddress.parseList(String.join(",", config.registrars().orElse(List.of(DEFAULT_REGISTRARS))));
    }

    /** How registrars' announces are listened to from this address, if they are. */
    static Optional<AnnounceOptions> announces(PuConfig config, InetAddress local) {
        return config.announce()
                .group()
                .flatMap(MulticastOptions::parseGroup)
                .map(group -> AnnounceOptions.of(
                        group,
                        local,
                        config.timerProfile() == CommonConfig.TimerProfile.RSPLIB,
                        config.pu().registrarTransport() == PuConfig.RegistrarTransport.TCP));
    }

    static List<UsedPool.Settings> pools(PuConfig config) {
        var pools = new ArrayList<UsedPool.Settings>();
        config.pu().pools().forEach((name, pool) -> pools.add(settings(name, pool)));
        return List.copyOf(pools);
    }

    static List<Forward.Settings> forwards(PuConfig config) {
        var forwards = new ArrayList<Forward.Settings>();
        config.pu()
                .forwards()
                .forEach((name, forward) -> forwards.add(
                        new Forward.Settings(name, address(forward.listen()), ServiceTarget.parse(forward.to()))));
        return List.copyOf(forwards);
    }

    private static UsedPool.Settings settings(String name, PuConfig.Pool pool) {
        return new UsedPool.Settings(
                name,
                PoolHandle.of(pool.handle().orElse(name)),
                address(pool.listen()),
                SessionOptions.DEFAULT
                        .withMode(pool.failover().mode())
                        .withJournalLimit(bytes(pool.journalLimit()))
                        .withFailoverTimeout(pool.failoverTimeout())
                        .withFirstWithin(pool.fallback().isPresent() ? pool.fallbackAfter() : null)
                        .withDirect(direct(pool)),
                pool.maxSessions(),
                pool.fallback().map(ServiceTarget::parse).orElse(null));
    }

    private static DirectOptions direct(PuConfig.Pool pool) {
        return new DirectOptions(DirectOptions.ppid(pool.ppid()), pool.messageSize(), pool.endLinger());
    }
}
