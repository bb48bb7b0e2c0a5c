package io.rserpool.handlespace;

import static io.rserpool.handlespace.Elements.element;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.parameter.Policy;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Deadlines against a list that is sorted for each question. */
class DeadlinesTest {
    private final Handlespace handlespace =
            new Handlespace(HandlespaceLimits.DEFAULT, PolicySemantics.RFC, new Random(1));
    private final ArrayList<PoolElement> elements = new ArrayList<>();

    private void add(int identifier) {
        handlespace.put(PoolHandle.of("p"), element(identifier, new Policy.RoundRobin()));
        elements.add(handlespace.element(
                PoolHandle.of("p"), element(identifier, new Policy.RoundRobin()).identifier()));
    }

    @Test
    void dueIsWhatSortingSays() {
        var random = new Random(3);
        for (int i = 1; i <= 500; i++) {
            add(i);
        }
        for (int i = 0; i < 20_000; i++) {
            var element = elements.get(random.nextInt(elements.size()));
            switch (random.nextInt(8)) {
                case 0 -> handlespace.setDeadlines(element, PoolElement.NEVER, PoolElement.NEVER);
                case 1 -> handlespace.setDeadlines(element, random.nextLong(1000), PoolElement.NEVER);
                default -> handlespace.setDeadlines(element, random.nextLong(1000), random.nextLong(1000));
            }
            if (i % 100 == 0) {
                assertDue(random.nextLong(1100), 1 + random.nextInt(600));
            }
        }
        while (elements.size() > 1) {
            handlespace.remove(elements.removeLast());
            assertDue(500, 10);
        }
    }

    private void assertDue(long now, int atMost) {
        var due = handlespace.due(now, atMost);
        assertThat(due)
                .doesNotHaveDuplicates()
                .extracting(PoolElement::deadline)
                .containsExactlyElementsOf(elements.stream()
                        .map(PoolElement::deadline)
                        .filter(deadline -> deadline <= now)
                        .sorted()
                        .limit(atMost)
                        .toList());
    }
}
