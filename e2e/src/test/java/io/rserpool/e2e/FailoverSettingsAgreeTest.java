package io.rserpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.BoundedPattern;
import io.rserpool.endpoint.failover.http.HttpSettings;
import io.rserpool.endpoint.failover.http.Ignored;
import io.rserpool.endpoint.failover.lines.AnswerPatterns;
import io.rserpool.endpoint.failover.redis.RedisSettings;
import io.rserpool.operator.api.HttpFailover;
import io.rserpool.operator.api.RedisFailover;
import io.rserpool.operator.plan.PatternCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operator lets through the sidecar takes, and no pod fails to start for it; what the sidecar takes the operator lets through. */
class FailoverSettingsAgreeTest {
    private static boolean takes(Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whole ones, and what becomes of them when pieces are put together at random. */
    static Stream<String> entries() {
        var pieces = List.of(
                "a",
                "id",
                "\\d+",
                "(",
                ")",
                "(a+)",
                "*",
                "+",
                "?",
                "{3}",
                "{1,1001}",
                "{40}",
                "[^\"]*",
                ".",
                ".*",
                "^",
                "$",
                "|",
                "\\",
                "\\\\",
                "/",
                "/id",
                "~1",
                "~2",
                ",",
                " x",
                "(?m)",
                "(?:x|xy)",
                "\\w",
                "red",
                "[");
        var random = new Random(5);
        var all = new ArrayList<>(List.of(
                "(a*)*b",
                "(.*)*=.*",
                "x*x*x*$",
                "(x+x+)+y",
                "((a{1,10}){1,10}){1,10}$",
                "(a{40}){40}",
                "\\w+",
                "[a-z]",
                "(?m)^data:.*$",
                "\"id\":\"[^\"]*\"",
                "/choices/0/created",
                "/" + "a/".repeat(40),
                "/" + "a".repeat(1000),
                "a".repeat(1001)));
        for (int i = 0; i < 3000; i++) {
            var text = new StringBuilder();
            random.ints(1 + random.nextInt(7), 0, pieces.size()).forEach(at -> text.append(pieces.get(at)));
            // White space at an end the sidecar never sees.
            all.add(text.toString().strip());
        }
        // What a properties file changes no sidecar sees; the operator lets nothing of it through.
        return all.stream().filter(entry -> !entry.contains("${"));
    }

    @Test
    void patterns() {
        var taken = 0;
        for (var entry : entries().toList()) {
            var operator = PatternCheck.pattern(entry);
            var sidecar = takes(() -> BoundedPattern.of(entry, "x"));
            assertThat(operator.isEmpty()).as("%s: %s", entry, operator).isEqualTo(sidecar);
            var body = PatternCheck.body(entry);
            assertThat(body.isEmpty())
                    .as("body %s: %s", entry, body)
                    .isEqualTo(takes(() -> AnswerPatterns.NONE.withBody(entry, 2)));
            taken += sidecar ? 1 : 0;
        }
        assertThat(taken).isBetween(500, 2500);
    }

    @Test
    void ignored() {
        for (var entry : entries().toList()) {
            var operator = PatternCheck.ignored(entry);
            assertThat(operator.isEmpty())
                    .as("%s: %s", entry, operator)
                    .isEqualTo(takes(() -> Ignored.of(List.of(entry))));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ALL", "POST", "PATCH", "PURGE", "VERSION-CONTROL", "GET", "CONNECT", "PRI", "PSOT", "A B", ""})
    void methods(String method) {
        assertThat(method.matches(HttpFailover.METHOD)).isEqualTo(takes(() -> HttpSettings.DEFAULT.withResend(method)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ALL", "SET", "client kill", "FT.SEARCH", "SET;", "A B C", "", "-"})
    void commands(String command) {
        assertThat(command.matches(RedisFailover.COMMAND))
                .isEqualTo(takes(() -> RedisSettings.DEFAULT.withResend(command)));
    }
}
