package io.rserpool.operator.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnsTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    @ParameterizedTest
    @ValueSource(strings = {"exception", "error", "checked"})
    void afterATurnThatThrowsTheNextOneComes(String kind) throws InterruptedException {
        var turns = new CountDownLatch(3);
        try (var thread = new Turns("test")) {
            thread.every(Duration.ZERO, SHORT, () -> {
                turns.countDown();
                fail(kind);
            });
            assertThat(turns.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void fail(String kind) throws Exception {
        switch (kind) {
            case "exception" -> throw new IllegalStateException("unexpected");
            case "error" -> throw new NoClassDefFoundError("unexpected");
            default -> throw new Exception("unexpected");
        }
    }

    @Test
    void oneTurnThatThrowsDoesNotKeepAnotherFromComing() throws InterruptedException {
        var second = new CountDownLatch(1);
        try (var thread = new Turns("test")) {
            thread.after(Duration.ZERO, () -> fail("exception"));
            thread.after(SHORT, second::countDown);
            assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void afterTheEndThereIsNoTurn() {
        var thread = new Turns("test");
        thread.close();
        assertThatCode(() -> thread.after(Duration.ZERO, () -> {})).doesNotThrowAnyException();
    }

    @Test
    void failuresAreCounted() {
        var registry = new SimpleMeterRegistry();
        Metrics.addRegistry(registry);
        try {
            assertThat(Failures.contain("counted", () -> fail("exception"))).isFalse();
            assertThat(Failures.contain("counted", new AtomicInteger()::incrementAndGet))
                    .isTrue();
            assertThat(registry.get("rserpool.operator.failures")
                            .tag("task", "counted")
                            .counter()
                            .count())
                    .isOne();
        } finally {
            Metrics.removeRegistry(registry);
        }
    }
}
