package io.rserpool.e2e.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;

/** What a test says of lost sessions. */
final class Losses {
    private Losses() {}

    /** Tells how many sessions there were and how many were lost. */
    static void print(LoadMix mix) {
        System.out.printf(
                "  %,d sessions, %d lost (%s)%n",
                mix.completed(),
                mix.losses().size(),
                mix.all().stream()
                        .map(clients -> clients.name() + " " + clients.completed())
                        .collect(Collectors.joining(", ")));
    }

    /** Every session of every kind came to its end as it must, and there were some. */
    static void assertNone(LoadMix mix) {
        print(mix);
        assertThat(mix.losses()).as("lost sessions").isEmpty();
        assertThat(mix.all())
                .as("kinds of clients none of whose sessions came to an end")
                .allMatch(clients -> clients.completed() > 0);
    }

    static void assertNone(List<Loss> losses) {
        assertThat(losses).as("lost sessions").isEmpty();
    }
}
