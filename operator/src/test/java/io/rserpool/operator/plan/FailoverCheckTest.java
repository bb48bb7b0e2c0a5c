package io.rserpool.operator.plan;

import static io.rserpool.operator.Fixtures.files;
import static io.rserpool.operator.Fixtures.snapshot;
import static io.rserpool.operator.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a failover mode is told that its sidecar would refuse keeps its entry from being captured, and no pod from starting. */
class FailoverCheckTest {
    private static PodPlan plan(String told) {
        var user = user(
                "shop",
                "client",
                "{selector: {matchLabels: {app: client}}, pools: [{pool: files, %s}]}".formatted(told));
        return Planner.plan(snapshot(List.of(files()), List.of(user)), "shop", Map.of("app", "client"));
    }

    @Test
    void whatIsPossibleIsCaptured() {
        for (var told : List.of(
                "failover: http, http: {resend: [POST], ignore: [/id, '\"took\":\\d+'], headLimit: 8Ki}",
                "failover: redis, redis: {resend: [SET]}, serverEnds: may",
                "failover: lines, lines: {request: {safe: ^GET, body: '^PUT (\\d+)$'}, answer: {end: ^OK$}}",
                "serverEnds: never")) {
            assertThat(plan(told).refusals()).as(told).isEmpty();
            assertThat(plan(told).uses()).as(told).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "failover: replay, http: {resend: [POST]}!http needs failover: http",
                "redis: {resend: [SET]}!redis needs failover: redis",
                "failover: http, lines: {greeting: true}!lines needs failover: lines",
                "failover: http, http: {ignore: [/id, '(']}!http.ignore: '(' is no pattern: Unclosed group",
                "failover: http, http: {ignore: ['.+']}!http.ignore: '.+' is found in all that an event may say",
                "failover: http, http: {ignore: ['x*']}!http.ignore: 'x*' is found in nothing",
                "failover: http, http: {ignore: ['/a,/b']}!http.ignore: '/a,/b' is no JSON pointer",
                "failover: http, http: {ignore: ['(.*)*=.*']}!takes too long, as nested repetitions do",
                "failover: http, http: {ignore: ['a{2000}']}!repeats more than 1000 times by counting",
                "failover: http, http: {ignore: ['a${b}']}!which a properties file changes",
                "failover: lines, lines: {request: {safe: '[a'}}!lines.request.safe: '[a' is no pattern: Unclosed character class",
                "failover: lines, lines: {answer: {body: ^VALUE}}!lines.answer.body: '^VALUE' has no group for the length",
                "failover: lines, lines: {answer: {block: ^354}}!lines.answer.block and answer.blockEnd go together"
            })
    void whatIsNotIsRefusedWithTheReason(String told, String reason) {
        var plan = plan(told);
        assertThat(plan.uses()).isEmpty();
        assertThat(plan.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.reason()).isEqualTo(Refusal.FAILOVER_INVALID);
            assertThat(refusal.message()).contains("shop/files", "as they do without a sidecar", reason);
        });
    }
}
