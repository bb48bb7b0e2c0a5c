package io.rserpool.operator.injection;

import io.rserpool.operator.api.HttpFailover;
import io.rserpool.operator.api.LineAnswers;
import io.rserpool.operator.api.LineRequests;
import io.rserpool.operator.api.LinesFailover;
import io.rserpool.operator.api.RedisFailover;
import io.rserpool.operator.api.ServerEnds;
import io.rserpool.operator.api.Sizes;
import io.rserpool.operator.api.UsedPool;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a pool's failover mode is told, as lines of the pu-sidecar's properties. What the resource does not say is not written. */
final class FailoverConfig {
    private final StringBuilder text;
    private final String prefix;

    private FailoverConfig(StringBuilder text, String prefix) {
        this.text = text;
        this.prefix = prefix;
    }

    static void append(StringBuilder text, String prefix, UsedPool use) {
        new FailoverConfig(text, prefix)
                .line(
                        "server-ends",
                        Optional.ofNullable(use.serverEnds())
                                .map(ServerEnds::key)
                                .orElse(null));
        Optional.ofNullable(use.http()).ifPresent(new FailoverConfig(text, prefix + "http.")::http);
        Optional.ofNullable(use.redis()).ifPresent(new FailoverConfig(text, prefix + "redis.")::redis);
        Optional.ofNullable(use.lines()).ifPresent(new FailoverConfig(text, prefix + "lines.")::lines);
    }

    private void http(HttpFailover http) {
        line("resend", joined(",", http.resend()));
        line("idempotency-key", http.idempotencyKey());
        line("ranges", http.ranges());
        line("head-limit", bytes(http.headLimit()));
        line("ignore", joined("\n", http.ignore()));
        line("event-limit", bytes(http.eventLimit()));
    }

    private void redis(RedisFailover redis) {
        line("resend", joined(",", redis.resend()));
        line("elsewhere", joined(",", redis.elsewhere()));
        line("tracking", redis.tracking());
        line("state-limit", bytes(redis.stateLimit()));
        line("message-limit", bytes(redis.messageLimit()));
    }

    private void lines(LinesFailover lines) {
        line("greeting", lines.greeting());
        Optional.ofNullable(lines.request()).ifPresent(this::requests);
        Optional.ofNullable(lines.answer()).ifPresent(this::answers);
        line("line-limit", lines.lineLimit());
        line("state-limit", bytes(lines.stateLimit()));
    }

    private void requests(LineRequests request) {
        line("request.safe", request.safe());
        line("request.keep", request.keep());
        line("request.draft", request.draft());
        line("request.draft-end", request.draftEnd());
        line("request.asks", request.asks());
        line("request.silent", request.silent());
        line("request.body", request.body());
        line("request.body-end", request.bodyEnd());
        line("request.opaque", request.opaque());
        line("request.quit", request.quit());
    }

    private void answers(LineAnswers answer) {
        line("answer.end", answer.end());
        line("answer.body", answer.body());
        line("answer.body-end", answer.bodyEnd());
        line("answer.more", answer.more());
        line("answer.block", answer.block());
        line("answer.block-end", answer.blockEnd());
        line("answer.error", answer.error());
        line("answer.elsewhere", answer.elsewhere());
    }

    private static @Nullable String joined(String separator, @Nullable List<String> values) {
        var present = Objects.requireNonNullElse(values, List.<String>of());
        return present.isEmpty() ? null : String.join(separator, present);
    }

    private static @Nullable Long bytes(@Nullable String size) {
        return size == null ? null : Sizes.bytes(size);
    }

    private void line(String key, @Nullable Object value) {
        if (value != null) {
            PropertyLines.append(text, prefix + key, value);
        }
    }
}
