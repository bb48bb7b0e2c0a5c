package io.rserpool.pu;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.failover.FailoverSettings;
import io.rserpool.endpoint.failover.http.HttpSettings;
import io.rserpool.endpoint.failover.http.JsonPointer;
import io.rserpool.program.settings.ConfigProblem;
import io.rserpool.program.settings.ConfigReader;
import io.rserpool.program.settings.Key;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the failover modes may be told, as a properties file says it. */
class FailoverKeysTest {
    private static final String POOL = "rserpool.pu.pools.llm.";

    @TempDir
    private Path directory;

    /** Lines without the pool's prefix. */
    private ConfigReader.Reading read(String... lines) throws Exception {
        var file = directory.resolve("pu.properties");
        Files.write(
                file,
                Stream.concat(Stream.of("listen=127.77.0.1:80"), Stream.of(lines))
                        .map(POOL::concat)
                        .toList());
        return new ConfigReader(List.of(file), List.of()).read(PuKeys.TABLE);
    }

    private FailoverSettings settings(String... lines) throws Exception {
        var reading = read(lines);
        assertThat(reading.problems()).isEmpty();
        return PuSettings.pools(reading.values()).getFirst().options().failover();
    }

    private List<String> problems(String... lines) throws Exception {
        return read(lines).problems().stream().map(ConfigProblem::line).toList();
    }

    @Test
    void whatIsNotSetIsTheDefault() throws Exception {
        assertThat(settings()).isEqualTo(FailoverSettings.DEFAULT);
        assertThat(settings("failover=http").http()).isEqualTo(HttpSettings.DEFAULT);
    }

    @Test
    void http() throws Exception {
        var http = settings(
                        "failover=http",
                        "http.resend=POST, patch",
                        "http.idempotency-key=false",
                        "http.ranges=false",
                        "http.head-limit=8K",
                        "http.event-limit=1M",
                        "http.ignore=/id\\n/choices/0/a~1b\\n\"took\":\\\\d+(,|\\\\$|}$)")
                .http();
        assertThat(http.resend()).isEqualTo(Set.of("POST", "PATCH"));
        assertThat(http.idempotencyKey()).isFalse();
        assertThat(http.ranges()).isFalse();
        assertThat(http.headLimit()).isEqualTo(8192);
        assertThat(http.eventLimit()).isEqualTo(1 << 20);
        assertThat(http.ignore().pointers())
                .containsExactly(new JsonPointer(List.of("id")), new JsonPointer(List.of("choices", "0", "a/b")));
        assertThat(http.ignore().patterns()).hasToString("[\"took\":\\d+(,|\\$|}$)]");
        assertThat(http.serverEnds()).isTrue();
    }

    @Test
    void redis() throws Exception {
        var redis = settings(
                        "failover=redis",
                        "redis.resend=set,client kill",
                        "redis.elsewhere=LOADING",
                        "redis.tracking=no",
                        "redis.state-limit=16M",
                        "redis.message-limit=0")
                .redis();
        assertThat(redis.resend()).isEqualTo(Set.of("SET", "CLIENT KILL"));
        assertThat(redis.elsewhere()).isEqualTo(Set.of("LOADING"));
        assertThat(redis.tracking()).isFalse();
        assertThat(redis.stateLimit()).isEqualTo(1 << 24);
        assertThat(redis.messageLimit()).isZero();
    }

    /** Each pattern is where it belongs: its own text says where. */
    @Test
    void lines() throws Exception {
        var patterns = LinesKeys.ROWS.keys().stream()
                .map(key -> key.name().substring("rserpool.pu.pools.<name>.".length()))
                .filter(key -> key.matches("lines\\.(request|answer)\\..*") && !key.endsWith("body-end"))
                .toList();
        assertThat(patterns).hasSize(16);
        var written = Stream.concat(
                Stream.of(
                        "failover=lines",
                        "lines.greeting=true",
                        "lines.line-limit=64",
                        "lines.state-limit=1K",
                        "lines.request.body-end=0",
                        "lines.answer.body-end=1"),
                patterns.stream().map(key -> key + "=(" + key.replaceAll("^lines.|-", "") + "$)"));
        var lines = settings(written.toArray(String[]::new)).lines();
        assertThat(lines.greeting()).isTrue();
        assertThat(lines.lineLimit()).isEqualTo(64);
        assertThat(lines.stateLimit()).isEqualTo(1024);
        var both = lines.requests().toString() + lines.answers();
        assertThat(both)
                .contains(
                        "safe=(request.safe$)",
                        "keep=(request.keep$)",
                        "draft=(request.draft$)",
                        "draftEnd=(request.draftend$)",
                        "asks=(request.asks$)",
                        "silent=(request.silent$)",
                        "body=(request.body$)",
                        "bodyEnd=0",
                        "opaque=(request.opaque$)",
                        "quit=(request.quit$)",
                        "end=(answer.end$)",
                        "body=(answer.body$)",
                        "bodyEnd=1",
                        "more=(answer.more$)",
                        "block=(answer.block$)",
                        "blockEnd=(answer.blockend$)",
                        "error=(answer.error$)",
                        "elsewhere=(answer.elsewhere$)");
    }

    @Test
    void serverEnds() throws Exception {
        var never = settings("server-ends=never");
        assertThat(never.serverEnds()).isFalse();
        assertThat(never.http().serverEnds()).isFalse();
        var may = settings("server-ends=may");
        assertThat(may.serverEnds()).isTrue();
        assertThat(may.redis().serverEnds()).isTrue();
        assertThat(may.lines().serverEnds()).isTrue();
        assertThat(may.memcached().serverEnds()).isTrue();
        assertThat(may.smtp().serverEnds()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "http!http.resend=POST,PSOT!'PSOT' is not a known method such as POST, or ALL",
                "http!http.resend=CONNECT!'CONNECT' is not a known method",
                "http!http.head-limit=2M!headLimit 2097152 is not within 1 KiB to 1 MiB",
                "http!http.event-limit=5!eventLimit 5 is not within 1 KiB to 1 MiB",
                "http!http.ignore=(!'(' is no pattern: Unclosed group",
                "http!http.ignore=.*!'.*' is found in nothing",
                "http!http.ignore=.+!'.+' is found in all that an event may say",
                "http!http.ignore=/id,/created!is no JSON pointer such as /choices/0/id, without white space and commas",
                "http!http.ignore=(.*)*=.*!takes too long, as nested repetitions do",
                "http!http.ignore=a{2000}!repeats more than 1000 times",
                "http!http.idempotency-key=perhaps!true, false",
                "redis!redis.resend=SET;!'SET;' is not a name such as SET",
                "redis!redis.elsewhere=-ERR!'-ERR' is not a name such as READONLY",
                "redis!redis.state-limit=17M!stateLimit 17825792 is not within 1 KiB to 16 MiB",
                "redis!redis.message-limit=much!0 to 1M",
                "lines!lines.request.safe=[a!'[a' is no pattern: Unclosed character class",
                "lines!lines.answer.body=^VALUE!has no group for the length",
                "lines!lines.answer.body-end=3!0 to 2",
                "lines!lines.line-limit=5!64 to 65536",
                "lines!lines.state-limit=5!stateLimit 5 is not within",
                "lines!lines.answer.block=^354!lines.answer.block-end is not set",
                "lines!lines.request.draft-end=^DATA!lines.request.draft is not set",
                "reconnect!http.resend=POST!only with rserpool.pu.pools.llm.failover=http",
                "http!redis.tracking=true!only with rserpool.pu.pools.llm.failover=redis",
                "memcached!lines.request.safe=^get!only with rserpool.pu.pools.llm.failover=lines",
                "http!http.resnd=POST!did you mean rserpool.pu.pools.llm.http.resend?"
            })
    void aWrongValueIsNamedWithWhatIsWrongWithIt(String mode, String line, String what) throws Exception {
        assertThat(problems("failover=" + mode, line))
                .singleElement()
                .asString()
                .contains(POOL, what);
    }

    @Test
    void aProblemIsOneLine() throws Exception {
        assertThat(problems("failover=http", "http.ignore=/id\\n("))
                .containsExactly(POOL
                        + "http.ignore=/id\\n( is not allowed; allowed: up to 32 JSON pointers (RFC 6901) such as /id, and"
                        + " regular expressions, a line each (\\n) (ignore: '(' is no pattern: Unclosed group)");
    }

    @Test
    void allOfItIsLive() {
        assertThat(Stream.concat(FailoverKeys.ROWS.keys().stream(), LinesKeys.ROWS.keys().stream()))
                .allMatch(Key::isLive);
    }

    @Test
    void theExamplesOfTheDocumentationWork() throws Exception {
        var document = Files.readString(Path.of("../docs/configuration-sidecars.md"));
        var lines = document.lines()
                .filter(line -> line.matches(" {4}rserpool\\.pu\\.pools\\.(llm|stock)\\..*"))
                .map(String::strip)
                .toList();
        var file = Files.write(directory.resolve("example.properties"), lines);
        var reading = new ConfigReader(List.of(file), List.of()).read(PuKeys.TABLE);
        assertThat(reading.problems()).isEmpty();
        var pools = PuSettings.pools(reading.values());
        assertThat(pools)
                .extracting(pool -> pool.options().mode())
                .containsExactly(FailoverMode.HTTP, FailoverMode.LINES);
        assertThat(pools.getFirst().options().failover().http().ignore().pointers())
                .hasSize(2);
        var stock = pools.getLast().options().failover().lines();
        assertThat(stock.requests().safe().find("SHOW all")).isTrue();
        assertThat(stock.answers().end().find(".")).isTrue();
        assertThat(stock.answers().end().find("x")).isFalse();
    }
}
