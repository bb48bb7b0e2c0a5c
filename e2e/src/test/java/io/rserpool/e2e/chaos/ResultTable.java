package io.rserpool.e2e.chaos;

import java.util.Map;
import java.util.stream.Collectors;

/** Prints what became of the exchanges: a line per service. */
final class ResultTable {
    private final StringBuilder lines = new StringBuilder("%-10s %-10s %9s %6s %5s %4s  %s%n"
            .formatted("service", "mode", "exchanges", "moved", "wrong", "lost", "ended unprotected"));

    /** @param moved sessions that went on at another element */
    void add(Service service, long exchanges, long moved, Judgement judgement) {
        lines.append("%-10s %-10s %9d %6d %5d %4d  %s%n"
                .formatted(
                        service.key(),
                        service.mode(),
                        exchanges,
                        moved,
                        judgement.wrong(),
                        judgement.lost(),
                        reasons(judgement.unprotected())));
    }

    private static String reasons(Map<String, Integer> unprotected) {
        int sum = unprotected.values().stream().mapToInt(Integer::intValue).sum();
        return sum
                + unprotected.entrySet().stream()
                        .map(each -> " " + each.getKey() + ' ' + each.getValue())
                        .collect(Collectors.joining());
    }

    void print() {
        System.out.print(lines);
    }
}
