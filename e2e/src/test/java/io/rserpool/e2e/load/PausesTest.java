package io.rserpool.e2e.load;

import io.rserpool.e2e.load.LoadSystem.Kind;
import io.rserpool.e2e.local.LocalProcess;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that is stopped for a while (SIGSTOP) is slow, not dead: no session is lost, protected or not. */
@Tag("load")
@Order(5)
@ExtendWith(SharedSystem.class)
final class PausesTest {
    /** What is stopped: one of each kind of server at a time, or one program of ours. */
    enum Paused {
        SERVERS(system -> ofEachKind(kind -> system.server(kind, 1))),
        PE_SIDECARS(system -> ofEachKind(kind -> system.element(kind, 1))),
        PU_SIDECAR(system -> List.of(system.user())),
        REGISTRAR(system -> List.of(system.registrar(system.homeOfUser())));

        private final Function<LoadSystem, List<LocalProcess>> processes;

        Paused(Function<LoadSystem, List<LocalProcess>> processes) {
            this.processes = processes;
        }

        private static List<LocalProcess> ofEachKind(Function<Kind, LocalProcess> process) {
            return Arrays.stream(Kind.values()).map(process).toList();
        }
    }

    private static final List<Duration> PAUSES = List.of(Duration.ofSeconds(1), Duration.ofSeconds(5));
    private static final Duration BETWEEN = Duration.ofSeconds(2);

    @ParameterizedTest
    @EnumSource
    void noSessionIsLost(Paused paused, LoadSystem system) {
        var processes = paused.processes.apply(system);
        var mix = new LoadMix(system);
        try (mix) {
            for (int round = 0; round < LoadLength.count(1); round++) {
                for (var pause : PAUSES) {
                    LoadLength.pass(BETWEEN);
                    pause(processes, pause);
                }
            }
            LoadLength.pass(BETWEEN);
        }
        Losses.assertNone(mix);
    }

    private static void pause(List<LocalProcess> processes, Duration pause) {
        System.out.printf(
                "  %s stopped for %d s%n",
                processes.stream().map(LocalProcess::name).toList(), pause.toSeconds());
        processes.forEach(process -> process.signalAll("STOP"));
        try {
            LoadLength.pass(pause);
        } finally {
            processes.forEach(process -> process.signalAll("CONT"));
        }
    }
}
