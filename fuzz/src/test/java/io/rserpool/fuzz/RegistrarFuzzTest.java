package io.rserpool.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Elements, users and other registrars say anything, in any order: the registrar throws nothing, stays within its
 * limits, says nothing malformed, and serves the next honest user.
 */
class RegistrarFuzzTest {
    /** A byte may make it answer with its whole table, and time pass, in which it sends what is due. */
    private static final int ALLOCATED_PER_BYTE = 1 << 18;

    static Stream<byte[]> corpus() {
        return Corpus.of("registrar");
    }

    @MethodSource("corpus")
    @FuzzTest(maxDuration = "2h")
    void registrar(byte[] script) {
        try (var cost = Cost.ofInput(script.length, ALLOCATED_PER_BYTE)) {
            var scope = new HostileScope();
            scope.play(script);
            scope.checkLimits();
            scope.checkThatAnHonestUserIsServed();
        }
    }
}
