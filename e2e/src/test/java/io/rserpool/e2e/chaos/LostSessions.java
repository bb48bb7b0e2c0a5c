package io.rserpool.e2e.chaos;

import io.rserpool.e2e.local.LocalProcess;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a pu-sidecar says in its log of the sessions that it had to end. */
final class LostSessions {
    /** The logger that says it, at level DEBUG. */
    static final String CATEGORY = "io.rserpool.endpoint.user.PoolSession";

    private record End(LocalDateTime at, String why) {}

    private static final Pattern LINE =
            Pattern.compile("(\\S+ \\S+) +DEBUG +session of (\\S+) with pool \\S+ ends: (.*)");
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

    /** Between the line and when the client sees the end. */
    private static final Duration APART = Duration.ofSeconds(5);

    private final Map<String, List<End>> byClient = new HashMap<>();

    LostSessions(LocalProcess user) {
        user.output()
                .lines()
                .map(LINE::matcher)
                .filter(match -> match.matches())
                .forEach(match -> byClient.computeIfAbsent(match.group(2), client -> new java.util.ArrayList<>())
                        .add(new End(LocalDateTime.parse(match.group(1), STAMP), match.group(3))));
    }

    /** Why it ended this one; empty if it did not. */
    Optional<String> why(Ending ending) {
        var seen = LocalDateTime.ofInstant(ending.at(), ZoneId.systemDefault());
        return byClient.getOrDefault(ending.client(), List.of()).stream()
                .filter(end -> Duration.between(end.at(), seen).abs().compareTo(APART) < 0)
                .map(End::why)
                .reduce((first, last) -> last);
    }
}
