package io.rserpool.e2e.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.load.LoadSystem.Service;
import io.rserpool.e2e.local.LocalProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Load that is over leaves nothing behind. */
@Tag("load")
@Order(4)
@ExtendWith(SharedSystem.class)
final class MemoryTest {
    /** Heap (32 MB) and session buffers that a sidecar once needed may stay. */
    private static final long KEPT = 64L << 20;

    /** What allocators and compiled code still move when everything has been needed before. */
    private static final long UNREST = 6L << 20;

    private static final int IDLE = 1000;

    @Test
    void theSameLoadAgainNeedsNoMoreMemory(LoadSystem system) throws IOException {
        var before = resident(system);
        load(system);
        var first = resident(system);
        load(system);
        var second = resident(system);
        load(system);
        var third = resident(system);
        third.forEach((name, bytes) -> System.out.printf(
                "  %s: %d MB, then %d, %d, %d%n",
                name, before.get(name) >> 20, first.get(name) >> 20, second.get(name) >> 20, bytes >> 20));
        assertThat(third)
                .allSatisfy((name, bytes) ->
                        assertThat(bytes - second.get(name)).as(name).isLessThan(UNREST));
        assertThat(third)
                .allSatisfy((name, bytes) ->
                        assertThat(bytes - before.get(name)).as(name).isLessThan(KEPT));
    }

    private static void load(LoadSystem system) throws IOException {
        var mix = new LoadMix(system);
        try (mix;
                var idle = new IdleConnections("idle", system.target(Service.CONTENT_REPLAY), IDLE)) {
            LoadLength.pass(LoadLength.seconds(6));
            Losses.assertNone(idle.losses());
        }
        Losses.assertNone(mix);
        await("all sessions over").atMost(Duration.ofSeconds(60)).until(() -> system.sessions() == 0);
    }

    private static Map<String, Long> resident(LoadSystem system) {
        return system.sidecarProcesses().stream()
                .collect(Collectors.toMap(LocalProcess::name, LocalProcess::residentBytes));
    }
}
