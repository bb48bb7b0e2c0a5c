package io.rserpool.operator.observe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Sessions with pools, now.
 *
 * @param all how many there are
 * @param unprotected how many of them would not survive the death of their element, by why
 */
public record SessionCount(int all, Map<String, Integer> unprotected) {
    public static final SessionCount NONE = new SessionCount(0, Map.of());

    private static final int REASONS_TOLD = 3;

    /** Pods can say what they like. */
    private static final String REASON = "[a-z_]{1,40}";

    private static final int MOST = 1_000_000;

    /** What the page of a sidecar says of a pool. */
    static SessionCount of(JsonNode pool) {
        var unprotected = new TreeMap<String, Integer>();
        for (var reason : pool.path("unprotected").properties()) {
            if (reason.getKey().matches(REASON)) {
                unprotected.put(reason.getKey(), number(reason.getValue()));
            }
        }
        return new SessionCount(number(pool.path("sessions")), unprotected);
    }

    private static int number(JsonNode node) {
        return Math.clamp(node.asInt(), 0, MOST);
    }

    public static SessionCount sum(Collection<SessionCount> counts) {
        var unprotected = new TreeMap<String, Integer>();
        counts.forEach(
                each -> each.unprotected().forEach((why, number) -> unprotected.merge(why, number, Integer::sum)));
        return new SessionCount(counts.stream().mapToInt(SessionCount::all).sum(), unprotected);
    }

    /** {@return "protected/all", for people} */
    public String coverage() {
        int lacking = unprotected.values().stream().mapToInt(Integer::intValue).sum();
        return Math.max(0, all - lacking) + "/" + all;
    }

    /** {@return the most frequent reasons, such as "unsafe_request 2, tls 1"; empty if all are protected} */
    public String reasons() {
        return unprotected.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(REASONS_TOLD)
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", "));
    }
}
