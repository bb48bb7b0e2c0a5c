package io.rserpool.pu;

import static io.rserpool.program.settings.ValueRange.durations;
import static io.rserpool.program.settings.ValueRange.flag;
import static io.rserpool.program.settings.ValueRange.names;
import static io.rserpool.program.settings.ValueRange.numbers;
import static io.rserpool.program.settings.ValueRange.parsed;

import io.rserpool.endpoint.asap.AsapTimers;
import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.session.DirectOptions;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.program.settings.CommonKeys;
import io.rserpool.program.settings.Key;
import io.rserpool.program.settings.KeyRows;
import io.rserpool.program.settings.KeyTable;
import io.rserpool.program.settings.Overlay;
import io.rserpool.program.settings.SidecarKeys;
import io.rserpool.program.settings.TimerProfile;
import io.rserpool.program.settings.TimerSettings;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.transport.sctp.SctpOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Every key of a pu-sidecar. */
final class PuKeys {
    static final String POOL = "rserpool.pu.pools.<name>.";
    private static final String FORWARD = "rserpool.pu.forwards.<name>.";
    private static final long LARGEST_JOURNAL = 1L << 30;

    /** How registrars are spoken to (RFC 5352 section 2.1). */
    enum RegistrarTransport {
        SCTP,
        TCP
    }

    private static final KeyRows ROWS = new KeyRows("pu");

    static final Key<Integer> UDP_PORT = ROWS.add(CommonKeys.udpPort("0"));

    static final Key<Integer> MANAGEMENT_PORT = ROWS.add(CommonKeys.managementPort("9092"));

    static final Key<RegistrarTransport> REGISTRAR_TRANSPORT = ROWS.add(Key.of(
            "rserpool.pu.registrar-transport",
            names(RegistrarTransport.class),
            "sctp",
            "how registrars are spoken to (RFC 5352 section 2.1); the port is that of `rserpool.registrars`"));

    static final Key<Boolean> SUBSCRIBE = ROWS.add(Key.optional(
            "rserpool.pu.subscribe",
            flag(),
            "true; false in timer profile `rsplib`",
            "asks registrars to tell of changes of pools (S bit), so that an element that is gone is not chosen any more."
                    + " RSPLIB's registrars do not; they are asked when the cache is stale"));

    static final Key<Integer> JOURNAL_BUDGET = ROWS.add(Key.of(
            "rserpool.pu.journal-budget",
            parsed("0 to 1G, such as 25165824 or 24M", PuKeys::bytes),
            "24M",
            "memory outside the heap for the journals of all pools together: a quarter of `-XX:MaxDirectMemorySize`, of which"
                    + " it is part, as shipped. When it is used up, the largest journals are given up, those of sessions on"
                    + " their way to another element excepted: their sessions go on without protection, counted by"
                    + " `rserpool_pu_journals_given_up_total` and logged"
                    + " ([ADR 10](adr/0010-journals-share-a-budget.md)). A journal takes at least 512 bytes, and up to twice"
                    + " what its client has sent"));

    static final Key<String> HANDLE = ROWS.add(Key.optional(
            POOL + "handle",
            parsed("1 to 32 bytes", PuKeys::handle),
            "the name",
            "pool handle; `<name>` itself is for people, logs and metrics only"));

    static final Key<InetSocketAddress> LISTEN = ROWS.add(Key.required(
            POOL + "listen", parsed("ip:port, such as 127.77.0.1:80", PuKeys::address), "where clients connect to"));

    static final Key<FailoverMode> FAILOVER = ROWS.add(Key.of(
            POOL + "failover",
            names(
                    FailoverMode.RECONNECT,
                    FailoverMode.REPLAY,
                    FailoverMode.HTTP,
                    FailoverMode.REDIS,
                    FailoverMode.MEMCACHED,
                    FailoverMode.SMTP,
                    FailoverMode.LINES,
                    FailoverMode.COOKIE),
            "reconnect",
            "what becomes of a client's connection when its element dies. `reconnect`: it is reset, and its next one goes to a"
                    + " living element. `replay`: it goes on at another element, which is sent what the client sent; what"
                    + " the client got already is compared and skipped. For servers whose answer depends on nothing but"
                    + " what the client sends. `http`, `redis`, `memcached`, `smtp` and `lines` read along, send again what was not"
                    + " answered if it may be executed twice, and go on in an answer where it was cut:"
                    + " [modes that read along](#modes-that-read-along). `cookie`: as `replay`, but from the state on that the"
                    + " server has left last with its pe-sidecar: [cookies](cookies.md)"));

    static final Key<Integer> JOURNAL_LIMIT = ROWS.add(Key.of(
                    POOL + "journal-limit",
                    parsed("0 to 1G, such as 1048576 or 1M", PuKeys::bytes),
                    "1M",
                    "bytes of a client kept for `replay`; `K`, `M`, `G` are powers of 1024. A client that sends more loses the"
                            + " guarantee, not its connection; a log line says so")
            .live());

    static final Key<Duration> FAILOVER_TIMEOUT = ROWS.add(Key.of(
                    POOL + "failover-timeout",
                    durations("PT0.1S", "PT1H"),
                    "PT30S",
                    "how long a living element is looked for, at first or after a failure, until the client's connection is"
                            + " reset")
            .live());

    static final Key<ServiceTarget> FALLBACK = ROWS.add(Key.optional(
            POOL + "fallback",
            parsed("host:port, such as files.shop:80", ServiceTarget::parse),
            "none",
            "where a new connection goes that no element serves: [the way back to the Service](#the-way-back-to-the-service)."
                    + " Without it connections wait for an element until `failover-timeout`"));

    static final Key<Duration> FALLBACK_AFTER = ROWS.add(Key.of(
                    POOL + "fallback-after",
                    durations("PT0.05S", "PT1M"),
                    "PT0.5S",
                    "how long a new connection waits for an element when there is a fallback; not at all when a registrar says"
                            + " that the pool has none")
            .live());

    static final Key<Integer> MAX_SESSIONS = ROWS.add(Key.of(
                    POOL + "max-sessions",
                    numbers(1, 100_000),
                    "1000",
                    "most connections at a time, those that go to the Service not counted; further ones go to the `fallback`,"
                            + " or are reset and counted without one. Connections that their clients ended without a byte"
                            + " do not count when there is no element: they are ended after 1 s, or when there is need for"
                            + " room")
            .live());

    static final Key<Integer> PPID = ROWS.add(Key.of(
            POOL + "ppid",
            parsed("0 to 0xffffffff but 11", DirectOptions::ppid),
            "0",
            "payload protocol identifier of messages to elements that do not multiplex sessions, such as RSPLIB's; 11 is that"
                    + " of ASAP. What comes from them is taken whatever its PPID"));

    static final Key<Integer> MESSAGE_SIZE = ROWS.add(Key.of(
            POOL + "message-size",
            numbers(1, SessionLimits.MAX_DATA),
            "16384",
            "longest message to such elements in bytes"));

    static final Key<Duration> END_LINGER = ROWS.add(Key.of(
                    POOL + "end-linger",
                    durations("PT0S", "PT1H"),
                    "PT5S",
                    "SCTP cannot end one direction only: when a client has ended, the association with such an element is shut"
                            + " down once the element has been silent for so long. A client that ends before it has its"
                            + " answer needs more than its server ever takes to think")
            .live());

    static final Key<InetSocketAddress> FORWARD_LISTEN = ROWS.add(Key.required(
            FORWARD + "listen",
            parsed("ip:port, such as 127.77.0.1:9090", PuKeys::address),
            "another port of a captured Service, whose connections have nothing to do with a pool. If it cannot be listened on,"
                    + " the log says so and the rest works"));

    static final Key<ServiceTarget> FORWARD_TO = ROWS.add(Key.required(
            FORWARD + "to",
            parsed("host:port, such as files.shop:9090", ServiceTarget::parse),
            "where these connections are carried as they are, found as `fallback` is"));

    static final Overlay<AsapTimers> TIMERS =
            TimerSettings.asap(AsapTimers.LifeUnit.class, profile -> AsapTimers.profile(profile.name()));

    static final Overlay<SctpOptions> SCTP = TimerSettings.sctp(
            TimerSettings.SCTP_PREFIX, profile -> profile == TimerProfile.FAST ? SctpOptions.FAST : SctpOptions.RFC);

    static final KeyTable TABLE = new KeyTable(
            "pu-sidecar",
            "carries the connections of ordinary TCP clients to living elements of RSerPool pools",
            List.of("rserpool.pe.", "rserpool.registrar."),
            List.of(CommonKeys.ROWS, SidecarKeys.ROWS, ROWS, FailoverKeys.ROWS, LinesKeys.ROWS),
            List.of(TIMERS, SCTP),
            PuSettings::check);

    private PuKeys() {}

    private static String handle(String text) {
        if (PoolHandle.of(text).length() > PuSettings.LONGEST_HANDLE) {
            throw new IllegalArgumentException("too long: " + text);
        }
        return text;
    }

    /** Reads {@code ip:port} or {@code [ip]:port}. */
    private static InetSocketAddress address(String text) {
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
}
