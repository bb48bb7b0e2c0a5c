package io.rserpool.pu;

import static io.rserpool.program.settings.ValueRange.explained;
import static io.rserpool.program.settings.ValueRange.flag;
import static io.rserpool.program.settings.ValueRange.names;

import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.failover.FailoverSettings;
import io.rserpool.endpoint.failover.http.HttpSettings;
import io.rserpool.endpoint.failover.http.Ignored;
import io.rserpool.endpoint.failover.redis.RedisSettings;
import io.rserpool.program.settings.ConfigProblem;
import io.rserpool.program.settings.ConfigProblems;
import io.rserpool.program.settings.ConfigValues;
import io.rserpool.program.settings.Key;
import io.rserpool.program.settings.KeyRows;
import io.rserpool.program.settings.ValueRange;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the failover modes of a pool may be told. All of it is for connections that come later. */
final class FailoverKeys {
    private static final String HTTP = PuKeys.POOL + "http.";
    private static final String REDIS = PuKeys.POOL + "redis.";

    /** Whether a server ends a connection before its client does. */
    enum ServerEnds {
        NEVER,
        MAY
    }

    static final KeyRows ROWS = new KeyRows("pu-failover");

    static final Key<ServerEnds> SERVER_ENDS = ROWS.add(Key.optional(
                    PuKeys.POOL + "server-ends",
                    names(ServerEnds.class),
                    "never in `redis`, `memcached`, `smtp` and `lines`; may in others",
                    "whether the server ends a connection before its client does. `never`, as PostgreSQL and MQTT brokers: such an"
                            + " end is a failure of the element, however orderly it looks; but not after a request that asks"
                            + " for it (`QUIT`, `Connection: close`), nor in bytes that a mode that reads along does not"
                            + " understand. `may`: it ends the connection for the client, too, unless a request is under way that"
                            + " is read along")
            .live());

    static final Key<Set<String>> HTTP_RESEND = ROWS.add(Key.optional(
                    HTTP + "resend",
                    explained(
                            "methods separated by commas, such as POST,PATCH, or ALL",
                            text -> HttpSettings.DEFAULT.withResend(upper(text)).resend()),
                    "none",
                    "methods that are sent again although they may have been executed: each may then be executed twice when an"
                            + " element dies. GET, HEAD, OPTIONS, TRACE, PUT and DELETE always are")
            .live());

    static final Key<Boolean> HTTP_IDEMPOTENCY_KEY = ROWS.add(Key.of(
                    HTTP + "idempotency-key",
                    flag(),
                    "true",
                    "whether a request with an `Idempotency-Key` is sent again whatever its method")
            .live());

    static final Key<Boolean> HTTP_RANGES = ROWS.add(Key.of(
                    HTTP + "ranges",
                    flag(),
                    "true",
                    "whether the rest of a response with a strong ETag is asked for by `Range`; else all of it is asked for,"
                            + " compared and skipped")
            .live());

    static final Key<Integer> HTTP_HEAD_LIMIT = ROWS.add(Key.of(
                    HTTP + "head-limit",
                    bytes("1K to 1M", n -> HttpSettings.DEFAULT.withHeadLimit(n).headLimit()),
                    "64K",
                    "bytes of a head; a longer one ends the protection of its session")
            .live());

    static final Key<Ignored> HTTP_IGNORE = ROWS.add(Key.optional(
                    HTTP + "ignore",
                    explained(
                            "up to 32 JSON pointers (RFC 6901) such as /id, and regular expressions, a line each (\\n)",
                            text -> Ignored.of(lines(text))),
                    "nothing",
                    "what may differ in an event of a `text/event-stream` that comes again, such as IDs and times. A JSON pointer"
                            + " begins with / and names a value in the JSON that the event's data are; a regular expression of"
                            + " Java is searched in the event's lines"
                            + " (`(?m)^id:.*`). In a properties file a backslash is written twice")
            .live());

    static final Key<Integer> HTTP_EVENT_LIMIT = ROWS.add(Key.of(
                    HTTP + "event-limit",
                    bytes(
                            "1K to 1M",
                            n -> HttpSettings.DEFAULT.withEventLimit(n).eventLimit()),
                    "64K",
                    "bytes of an event; a longer one ends the protection of its stream")
            .live());

    static final Key<Set<String>> REDIS_RESEND = ROWS.add(Key.optional(
                    REDIS + "resend",
                    explained(
                            "commands separated by commas, such as SET,CLIENT KILL, or ALL",
                            text -> RedisSettings.DEFAULT
                                    .withResend(upper(text))
                                    .resend()),
                    "none",
                    "commands that are sent again although they may have been executed: each may then be executed twice when an"
                            + " element dies. Reading commands of modules are not known, and belong here, too")
            .live());

    static final Key<Set<String>> REDIS_ELSEWHERE = ROWS.add(Key.of(
                    REDIS + "elsewhere",
                    explained("first words of errors separated by commas", text -> RedisSettings.DEFAULT
                            .withElsewhere(upper(text))
                            .elsewhere()),
                    "READONLY,LOADING,MASTERDOWN,CLUSTERDOWN",
                    "errors which say that the element does not serve the session: it moves to another one")
            .live());

    static final Key<Boolean> REDIS_TRACKING = ROWS.add(Key.of(
                    REDIS + "tracking",
                    flag(),
                    "true",
                    "whether `CLIENT TRACKING` is set up again, although invalidations of what was read before are missed; else a"
                            + " session that tracks is not protected")
            .live());

    static final Key<Integer> REDIS_STATE_LIMIT = ROWS.add(Key.of(
                    REDIS + "state-limit",
                    bytes(
                            "1K to 16M",
                            n -> RedisSettings.DEFAULT.withStateLimit(n).stateLimit()),
                    "64K",
                    "bytes of commands kept to set up a connection again, the transaction that is being queued included")
            .live());

    static final Key<Integer> REDIS_MESSAGE_LIMIT = ROWS.add(Key.of(
                    REDIS + "message-limit",
                    bytes(
                            "0 to 1M",
                            n -> RedisSettings.DEFAULT.withMessageLimit(n).messageLimit()),
                    "16K",
                    "bytes up to which a message of a subscription is held back until it is complete, so that no failure cuts it")
            .live());

    private FailoverKeys() {}

    /** What the modes of a pool are told. */
    static FailoverSettings settings(String pool, ConfigValues values) {
        var settings = FailoverSettings.DEFAULT
                .withHttp(http(pool, values))
                .withRedis(redis(pool, values))
                .withLines(LinesKeys.settings(pool, values));
        return SERVER_ENDS
                .in(pool)
                .find(values)
                .map(ends -> settings.withServerEnds(ends == ServerEnds.MAY))
                .orElse(settings);
    }

    private static HttpSettings http(String pool, ConfigValues values) {
        var known = HttpSettings.DEFAULT;
        return new HttpSettings(
                HTTP_RESEND.in(pool).find(values).orElse(known.resend()),
                HTTP_IDEMPOTENCY_KEY.in(pool).of(values),
                HTTP_RANGES.in(pool).of(values),
                HTTP_HEAD_LIMIT.in(pool).of(values),
                HTTP_IGNORE.in(pool).find(values).orElse(known.ignore()),
                HTTP_EVENT_LIMIT.in(pool).of(values),
                known.serverEnds());
    }

    private static RedisSettings redis(String pool, ConfigValues values) {
        var known = RedisSettings.DEFAULT;
        return new RedisSettings(
                REDIS_RESEND.in(pool).find(values).orElse(known.resend()),
                REDIS_ELSEWHERE.in(pool).of(values),
                REDIS_STATE_LIMIT.in(pool).of(values),
                REDIS_MESSAGE_LIMIT.in(pool).of(values),
                REDIS_TRACKING.in(pool).of(values),
                known.serverEnds());
    }

    /** A mode that is told what is another's would not do what somebody wanted. */
    static void check(String pool, ConfigValues values, ConfigProblems problems) {
        var mode = PuKeys.FAILOVER.in(pool).of(values);
        for (var key : keys()) {
            var own = modeOf(key);
            var name = key.in(pool).name();
            var written = values.value(name);
            if (own != null && own != mode && written.isPresent()) {
                problems.add(new ConfigProblem(
                        name,
                        written.get(),
                        "only with %s=%s"
                                .formatted(
                                        PuKeys.FAILOVER.in(pool).name(),
                                        own.name().toLowerCase(Locale.ROOT))));
            }
        }
        LinesKeys.check(pool, values, problems);
    }

    private static List<Key<?>> keys() {
        return Stream.concat(ROWS.keys().stream(), LinesKeys.ROWS.keys().stream())
                .toList();
    }

    private static @Nullable FailoverMode modeOf(Key<?> key) {
        var prefixes = Map.of(HTTP, FailoverMode.HTTP, REDIS, FailoverMode.REDIS, LinesKeys.LINES, FailoverMode.LINES);
        return prefixes.keySet().stream()
                .filter(key.name()::startsWith)
                .findFirst()
                .map(prefixes::get)
                .orElse(null);
    }

    /** A number of bytes that the settings of a mode take. */
    static ValueRange<Integer> bytes(String range, IntFunction<Integer> settings) {
        return explained(range + ", such as 65536 or 64K", text -> settings.apply(PuKeys.bytes(text)));
    }

    private static String[] upper(String text) {
        return Arrays.stream(text.split(","))
                .map(each -> each.strip().toUpperCase(Locale.ROOT))
                .distinct()
                .toArray(String[]::new);
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
