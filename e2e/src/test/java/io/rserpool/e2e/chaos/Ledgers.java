package io.rserpool.e2e.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What may be done only once, as the servers have it in the end: what they acknowledged was done, and nothing was done twice. */
final class Ledgers {
    private static final String REPEATABLE = "repeatable";

    private final ChaosSystem system;

    Ledgers(ChaosSystem system) {
        this.system = system;
    }

    /** What is not so, for people. */
    List<String> violations(Service service, Set<String> acknowledged) throws IOException {
        return switch (service) {
            case ORDERS -> compare(service, lines(Pool.EVENTS), acknowledged);
            case MAIL -> compare(service, lines(Pool.MAIL), acknowledged);
            case REDIS -> compare(service, counted(), acknowledged);
            default -> List.of();
        };
    }

    private List<String> lines(Pool pool) throws IOException {
        return Files.readAllLines(system.servers().ledger(pool)).stream()
                .filter(line -> !line.equals(REPEATABLE))
                .toList();
    }

    private List<String> counted() throws IOException {
        var all = new ArrayList<String>();
        for (int number = 1; number <= Pool.SIZE; number++) {
            all.addAll(RedisTalk.counted(system.server(Pool.REDIS, number)));
        }
        return all;
    }

    private static List<String> compare(Service service, Collection<String> done, Set<String> acknowledged) {
        var times = done.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        var all = new ArrayList<String>();
        times.forEach((id, count) -> {
            if (count > 1) {
                all.add("%s: %s was done %d times".formatted(service, id, count));
            }
        });
        for (var id : acknowledged) {
            if (!times.containsKey(id)) {
                all.add("%s: %s was acknowledged and not done".formatted(service, id));
            }
        }
        return all;
    }
}
