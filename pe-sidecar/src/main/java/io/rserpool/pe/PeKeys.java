package io.rserpool.pe;

import static io.rserpool.program.settings.ValueRange.durations;
import static io.rserpool.program.settings.ValueRange.flag;
import static io.rserpool.program.settings.ValueRange.names;
import static io.rserpool.program.settings.ValueRange.numbers;
import static io.rserpool.program.settings.ValueRange.parsed;
import static io.rserpool.program.settings.ValueRange.text;

import io.rserpool.endpoint.asap.AsapTimers;
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
import io.rserpool.program.settings.ValueRange;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.transport.sctp.SctpOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** Every key of a pe-sidecar. */
final class PeKeys {
    private static final String POOL = "rserpool.pe.pools.<name>.";

    private static final KeyRows ROWS = new KeyRows("pe");

    static final Key<Integer> UDP_PORT = ROWS.add(CommonKeys.udpPort("9899"));

    static final Key<Integer> MANAGEMENT_PORT = ROWS.add(CommonKeys.managementPort("9091"));

    static final Key<Integer> SCTP_PORT =
            ROWS.add(Key.of("rserpool.pe.sctp-port", numbers(1, 65535), "7890", "SCTP port that sessions come to"));

    static final Key<String> DIRECT_POOL = ROWS.add(Key.optional(
            "rserpool.pe.direct-pool",
            text(),
            "the only pool",
            "`<name>` of the pool that serves users that do not multiplex their sessions, such as RSPLIB's: their associations"
                    + " do not say which pool they are meant for. Without it, a sidecar of several pools aborts such"
                    + " associations and says so"));

    static final Key<String> DRAIN_TOKEN = ROWS.add(Key.optional(
            "rserpool.pe.drain-token",
            ValueRange.secret(),
            "none",
            "value of the header `X-RSerPool-Drain-Token` with which others than this host's own programs may call `/drain`;"
                    + " the operator draws one for each pod"));

    static final Key<String> HANDLE = ROWS.add(Key.optional(
            POOL + "handle",
            parsed("1 to 32 bytes", PeKeys::handle),
            "the name",
            "pool handle; `<name>` itself is for people, logs and metrics only"));

    static final Key<InetSocketAddress> SERVER =
            ROWS.add(Key.of(POOL + "server", parsed("host:port", PeKeys::server), "127.0.0.1:8080", "the server"));

    static final Key<PeIdentifier> IDENTIFIER = ROWS.add(Key.optional(
            POOL + "identifier",
            parsed("0x00000001 to 0xfffffffe, hexadecimal or decimal", PeKeys::identifier),
            "random",
            "PE identifier"));

    static final Key<PolicyName> POLICY = ROWS.add(Key.of(
            POOL + "policy",
            names(PolicyName.class),
            "round-robin",
            "selection policy. The load that `least-used` goes by is sessions / capacity; where the capacity is 0, the CPU load"
                    + " of the node from `/proc/stat` (a container cannot see the CPU time of the others in its pod). It is"
                    + " reported when it has moved by more than 0.05, at most once a second"));

    static final Key<Integer> CAPACITY = ROWS.add(Key.of(
                    POOL + "capacity",
                    numbers(0, 1_000_000),
                    "0",
                    "most sessions at a time; 0 = no limit. Further ones are rejected, and their users go elsewhere")
            .live());

    static final Key<Integer> PPID = ROWS.add(Key.of(
            POOL + "ppid",
            parsed("0 to 0xffffffff but 11", DirectOptions::ppid),
            "0",
            "payload protocol identifier of messages to users such as RSPLIB's; 11 is that of ASAP. What comes from them is"
                    + " taken whatever its PPID"));

    static final Key<Integer> MESSAGE_SIZE = ROWS.add(Key.of(
            POOL + "message-size",
            numbers(1, SessionLimits.MAX_DATA),
            "16384",
            "longest message to such users in bytes"));

    static final Key<Boolean> BUSINESS_CARD = ROWS.add(Key.of(
            POOL + "business-card",
            flag(),
            "false",
            "`true`: a user is told, when its session begins, which elements to fail over to (RFC 5352 section 3.9), in the"
                    + " order in which the registrar names them. With timer profile `rsplib` only users of this project are"
                    + " told: RSPLIB misreads business cards"));

    static final Key<HealthType> HEALTH_TYPE = ROWS.add(Key.of(
            POOL + "health.type",
            names(HealthType.class),
            "tcp",
            "`tcp`: somebody listens at the port, which the server does not notice; `connect`: it takes a connection, which is"
                    + " closed at once; `http`: it answers a GET with a status from 200 to 399; `none`: nothing ever"
                    + " connects but sessions, only a port where nobody listens counts"));

    static final Key<String> HEALTH_PATH = ROWS.add(Key.of(
            POOL + "health.path", parsed("a path that begins with /", PeKeys::path), "/", "path of the http check"));

    static final Key<Duration> HEALTH_INTERVAL = ROWS.add(Key.of(
                    POOL + "health.interval",
                    durations("PT0.05S", "PT1H"),
                    "PT1S",
                    "time between checks; while nothing listens at the port, every 0.1 s")
            .live());

    static final Key<Duration> HEALTH_TIMEOUT =
            ROWS.add(Key.of(POOL + "health.timeout", durations("PT0.01S", "PT1M"), "PT1S", "longest wait for an answer")
                    .live());

    static final Key<Integer> HEALTH_FAILURES = ROWS.add(Key.of(
                    POOL + "health.failures",
                    numbers(1, 100),
                    "1",
                    "failed checks in a row after which the element is deregistered")
            .live());

    static final Key<Boolean> HEALTH_KEEP_LAST = ROWS.add(Key.of(
                    POOL + "health.keep-last",
                    flag(),
                    "true",
                    "`true`: the last registered element of the pool stays registered when only its checks fail; `false`: it"
                            + " leaves, too. Where nobody listens it always leaves")
            .live());

    /** Not live: how long an answer over HTTP may take is given to the JDK's server before it starts. */
    static final Key<Duration> DRAIN_TIMEOUT = ROWS.add(Key.of(
            POOL + "drain-timeout",
            durations("PT0S", "PT1H"),
            "PT30S",
            "how long `/drain` waits for sessions to end before it sends the rest to other elements"));

    static final Key<Duration> RETURN_AFTER = ROWS.add(Key.optional(
                    POOL + "return-after",
                    durations("PT0S", "PT24H"),
                    "`drain-timeout` + PT30S",
                    "how long after the begin of a drain the element registers again if its server still lives. With another"
                            + " run of the server it does so at once")
            .live());

    static final Key<Duration> END_CONFIRMATION = ROWS.add(Key.of(
            POOL + "end-confirmation",
            durations("PT0S", "PT5S"),
            "PT0.1S",
            "how long after the server closed the connection of a session that may be moved (`replay`) it must still be seen to"
                    + " listen until that counts as an orderly end; of other sessions at most 2 ms"));

    static final Key<List<byte[]>> COOKIE_KEY_FILE = ROWS.add(Key.optional(
            POOL + "cookie-key-file",
            ValueRange.secretFile("a file of 1 to 8 lines of 16 to 1024 bytes each", CookieKeys::read),
            "none: its servers leave no [cookies](cookies.md)",
            "file with the pool's keys for cookies, the same at all its elements, such as one of a Secret; one key a line, as it is."
                    + " The first signs; the others are verified, too, so that a key can be replaced in two steps"));

    static final Overlay<AsapTimers> TIMERS =
            TimerSettings.asap(AsapTimers.LifeUnit.class, profile -> AsapTimers.profile(profile.name()));

    static final Overlay<SctpOptions> SCTP = TimerSettings.sctp(
            TimerSettings.SCTP_PREFIX, profile -> profile == TimerProfile.FAST ? SctpOptions.FAST : SctpOptions.RFC);

    static final KeyTable TABLE = new KeyTable(
            "pe-sidecar",
            "makes an ordinary TCP server an element of RSerPool pools",
            List.of("rserpool.pu.", "rserpool.registrar."),
            List.of(CommonKeys.ROWS, SidecarKeys.ROWS, ROWS),
            List.of(TIMERS, SCTP),
            PeSettings::check);

    private PeKeys() {}

    private static String handle(String text) {
        if (PoolHandle.of(text).length() > PeSettings.LONGEST_HANDLE) {
            throw new IllegalArgumentException("too long: " + text);
        }
        return text;
    }

    private static InetSocketAddress server(String text) {
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

    private static PeIdentifier identifier(String text) {
        long value = Long.decode(text);
        if (value < 1 || value > 0xfffffffeL) {
            throw new IllegalArgumentException("no such identifier: " + text);
        }
        return new PeIdentifier((int) value);
    }

    private static String path(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("no path: " + text);
        }
        return text;
    }
}
