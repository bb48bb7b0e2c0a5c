package io.rserpool.operator.scope;

import static io.rserpool.operator.Fixtures.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.operator.Golden;
import io.rserpool.operator.registrar.Handlespace;
import io.rserpool.operator.registrar.RegistrarView;
import io.rserpool.operator.registrar.ScopeView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ScopeStatusesTest {
    private static final Instant NOW = Instant.parse("2026-01-05T00:00:00Z");

    private static RegistrarView registrar(int number, String checksum) {
        var peers = List.of(new Handlespace.Peer("0x8", "ACTIVE"), new Handlespace.Peer("0x9", "ACTIVE"));
        var pool = new Handlespace.PoolEntry("files", List.of(new Handlespace.Element("0xa", "0x1", "10.1.0.1")));
        return new RegistrarView(
                "rserpool-registrars-" + number,
                new Handlespace("0x" + number, true, peers, Map.of("0x1", checksum), List.of(pool)));
    }

    private static String agreement(ScopeView view) {
        var status = ScopeStatuses.of(new ScopeObservation(scope("default", "{}"), 3, view), NOW);
        return Objects.requireNonNull(status.conditions()).stream()
                .filter(c -> c.getType().equals("CopiesAgree"))
                .map(c -> c.getStatus() + " " + c.getReason())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void allServe() {
        var view = new ScopeView(List.of(registrar(0, "0xabcd"), registrar(1, "0xabcd"), registrar(2, "0xabcd")), 0);
        Golden.assertMatches(
                "status-scope-ready.yaml",
                ScopeStatuses.of(new ScopeObservation(scope("default", "{}"), 3, view), NOW));
    }

    @Test
    void oneIsGone() {
        var view = new ScopeView(
                List.of(
                        registrar(0, "0xabcd"),
                        registrar(1, "0xabcd"),
                        new RegistrarView("rserpool-registrars-2", null)),
                0);
        Golden.assertMatches(
                "status-scope-degraded.yaml",
                ScopeStatuses.of(new ScopeObservation(scope("default", "{}"), 2, view), NOW));
    }

    @Test
    void copiesDifferOnlyIfTheyKeepDoingSo() {
        var registrars = List.of(registrar(0, "0x1"), registrar(1, "0x2"));
        assertThat(agreement(new ScopeView(registrars, 1))).isEqualTo("True ChecksumsEqual");
        assertThat(agreement(new ScopeView(registrars, ScopeView.PERSISTENT))).isEqualTo("False CopiesDiffer");
        assertThat(agreement(ScopeView.EMPTY)).isEqualTo("Unknown NoAnswer");
    }
}
