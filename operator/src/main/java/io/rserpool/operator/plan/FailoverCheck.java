package io.rserpool.operator.plan;

import io.rserpool.operator.api.FailoverMode;
import io.rserpool.operator.api.HttpFailover;
import io.rserpool.operator.api.LineAnswers;
import io.rserpool.operator.api.LineRequests;
import io.rserpool.operator.api.LinesFailover;
import io.rserpool.operator.api.UsedPool;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a failover mode may be told: all that the sidecar would refuse is refused here, since a pod whose sidecar refuses does not start. */
final class FailoverCheck {
    private FailoverCheck() {}

    /** {@return what is wrong, for people; empty if nothing is} */
    static Optional<String> problem(UsedPool use) {
        return Stream.of(
                        otherMode(use, use.http(), FailoverMode.HTTP),
                        otherMode(use, use.redis(), FailoverMode.REDIS),
                        otherMode(use, use.lines(), FailoverMode.LINES),
                        Optional.ofNullable(use.http()).flatMap(FailoverCheck::http),
                        Optional.ofNullable(use.lines()).flatMap(FailoverCheck::lines))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> otherMode(UsedPool use, @Nullable Object told, FailoverMode mode) {
        return told == null || use.failover() == mode
                ? Optional.empty()
                : Optional.of("%s needs failover: %s".formatted(mode.key(), mode.key()));
    }

    private static Optional<String> http(HttpFailover http) {
        return Objects.requireNonNull(http.ignore()).stream()
                .flatMap(entry -> PatternCheck.ignored(entry).stream())
                .findFirst()
                .map("http.ignore: "::concat);
    }

    private static Optional<String> lines(LinesFailover lines) {
        return Stream.concat(
                        lines.request() == null ? Stream.empty() : requests(lines.request()),
                        lines.answer() == null ? Stream.empty() : answers(lines.answer()))
                .findFirst()
                .map("lines."::concat);
    }

    private static Stream<String> requests(LineRequests request) {
        var patterns = new LinkedHashMap<String, @Nullable String>();
        patterns.put("safe", request.safe());
        patterns.put("keep", request.keep());
        patterns.put("draft", request.draft());
        patterns.put("draftEnd", request.draftEnd());
        patterns.put("asks", request.asks());
        patterns.put("silent", request.silent());
        patterns.put("body", request.body());
        patterns.put("opaque", request.opaque());
        patterns.put("quit", request.quit());
        return Stream.concat(
                wrong("request.", patterns),
                together("request.draft", request.draft(), "request.draftEnd", request.draftEnd()));
    }

    private static Stream<String> answers(LineAnswers answer) {
        var patterns = new LinkedHashMap<String, @Nullable String>();
        patterns.put("end", answer.end());
        patterns.put("body", answer.body());
        patterns.put("more", answer.more());
        patterns.put("block", answer.block());
        patterns.put("blockEnd", answer.blockEnd());
        patterns.put("error", answer.error());
        patterns.put("elsewhere", answer.elsewhere());
        return Stream.concat(
                wrong("answer.", patterns),
                together("answer.block", answer.block(), "answer.blockEnd", answer.blockEnd()));
    }

    private static Stream<String> wrong(String prefix, Map<String, @Nullable String> patterns) {
        return patterns.entrySet().stream()
                .flatMap(each -> Optional.ofNullable(each.getValue())
                        .flatMap(each.getKey().equals("body") ? PatternCheck::body : PatternCheck::pattern)
                        .map((prefix + each.getKey() + ": ")::concat)
                        .stream());
    }

    private static Stream<String> together(String one, @Nullable String first, String other, @Nullable String second) {
        return (first == null) == (second == null)
                ? Stream.empty()
                : Stream.of("%s and %s go together".formatted(one, other));
    }
}
