package io.rserpool.e2e.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.e2e.load.LoadSystem.Kind;
import io.rserpool.e2e.local.LocalProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections come and go while servers die: a death costs the unprotected sessions of the dead and no others, the protected ones nothing. */
@Tag("load")
@Order(6)
@ExtendWith(SharedSystem.class)
final class FailoversTest {
    private static final Duration BETWEEN = Duration.ofSeconds(3);

    /** The sockets of what was killed close one after the other, and a worker's later than its parent's. */
    private static final Duration CLOSING = Duration.ofMillis(200);

    /** The death of a server, or of its pe-sidecar. */
    private record Death(String server, long before, long after) {
        /** Whether a session without protection could not but be lost by it. */
        boolean excuses(Loss loss) {
            return loss.servedBy().isEmpty()
                    ? loss.connectedNanos() - after < 0 && loss.lostNanos() - before > 0
                    : loss.servedBy().equals(server) && loss.lostNanos() - before > 0;
        }
    }

    private final List<Death> deaths = new ArrayList<>();

    @ParameterizedTest(name = "{0} ms")
    @ValueSource(ints = {0, 50, 1000})
    void aServerThatIsKilledAndStartedAgain(int afterMillis, LoadSystem system) throws Exception {
        var mix = new LoadMix(system);
        try (mix) {
            for (int number = 1; number <= LoadSystem.COUNT; number++) {
                LoadLength.pass(BETWEEN);
                for (var kind : Kind.values()) {
                    kill(system, kind, number, system.server(kind, number));
                    LoadLength.pass(Duration.ofMillis(afterMillis));
                    system.startServer(kind, number);
                }
            }
            LoadLength.pass(BETWEEN);
        }
        assertOnlyExcused(mix);
    }

    @Test
    void aPeSidecarThatIsKilledAndStartedAgain(LoadSystem system) throws Exception {
        var mix = new LoadMix(system);
        try (mix) {
            for (var kind : Kind.values()) {
                LoadLength.pass(BETWEEN);
                kill(system, kind, 1, system.element(kind, 1));
                LoadLength.pass(Duration.ofSeconds(1));
                system.startElement(kind, 1);
            }
            LoadLength.pass(BETWEEN);
        }
        assertOnlyExcused(mix);
    }

    private void kill(LoadSystem system, Kind kind, int number, LocalProcess process)
            throws InterruptedException, TimeoutException {
        long before = System.nanoTime();
        process.kill();
        process.awaitExit(10);
        System.out.printf("  %s killed%n", process.name());
        deaths.add(new Death(system.serverAddress(kind, number), before, System.nanoTime() + CLOSING.toNanos()));
    }

    private void assertOnlyExcused(LoadMix mix) {
        Losses.print(mix);
        var losses = mix.losses();
        assertThat(losses).as("sessions with wrong bytes").noneMatch(Loss::wrong);
        assertThat(losses).as("protected sessions that were lost").noneMatch(loss -> loss.load()
                .endsWith(LoadMix.PROTECTED));
        assertThat(losses).as("lost sessions that no death explains").allMatch(loss -> deaths.stream()
                .anyMatch(death -> death.excuses(loss)));
    }
}
