package io.rserpool.operator.scope;

import static io.rserpool.operator.Fixtures.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.rserpool.operator.Golden;
import io.rserpool.operator.registrar.Handlespace;
import io.rserpool.operator.registrar.RegistrarView;
import io.rserpool.operator.registrar.ScopeView;
import io.rserpool.operator.rollout.ScopeProgress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScopeStatusesTest {
    private static final Instant NOW = Instant.parse("2026-01-05T00:00:00Z");

    private static RegistrarView registrar(int number, String checksum) {
        return new RegistrarView(
                "rserpool-registrars-" + number, new Handlespace("0x" + number, true, 2, checksum, 1, 1, Map.of()));
    }

    private static ScopeObservation observation(int ready, ScopeView view) {
        return new ScopeObservation(
                scope("default", "{}"), ready, view, List.of(), ScopeProgress.NOTHING, List.of(), Optional.empty());
    }

    private static String agreement(ScopeView view) {
        var condition = condition("CopiesAgree", observation(3, view));
        return condition.getStatus() + " " + condition.getReason();
    }

    private static Condition condition(String type, ScopeObservation observation) {
        return Objects.requireNonNull(ScopeStatuses.of(observation, NOW).conditions()).stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static Condition rolledOut(ScopeProgress progress) {
        return condition(
                "RolledOut",
                new ScopeObservation(
                        scope("default", "{}"), 3, ScopeView.EMPTY, List.of(), progress, List.of(), Optional.empty()));
    }

    @Test
    void imagesThatMayNotRunAreTold() {
        assertThat(condition("ImagesAllowed", observation(3, ScopeView.EMPTY)).getStatus())
                .isEqualTo("True");
        var refused = List.of("evil.example.org/a:1", "evil.example.org/b:1");
        var observation = new ScopeObservation(
                scope("default", "{}"),
                3,
                ScopeView.EMPTY,
                List.of(),
                ScopeProgress.NOTHING,
                refused,
                Optional.empty());
        var condition = condition("ImagesAllowed", observation);
        assertThat(condition.getStatus() + " " + condition.getReason()).isEqualTo("False ImageNotAllowed");
        assertThat(condition.getMessage())
                .isEqualTo(
                        "evil.example.org/a:1, evil.example.org/b:1: no such image runs for a scope outside of the operator's"
                                + " namespace, the operator's own runs instead; remove it from the spec, or have the administrator add it"
                                + " to the chart's value tenants.allowedImages");
        assertThat(condition("Ready", observation).getStatus()).isEqualTo("True");
    }

    @Test
    void whatIsWrongWithTheAuthorityIsToldWhereItIsNeeded() {
        var problem = Optional.of("there is no Secret");
        var condition = condition("AuthorityUsable", withAuthority("{}", problem));
        assertThat(condition.getStatus() + " " + condition.getReason()).isEqualTo("False AuthorityNotUsable");
        assertThat(condition.getMessage()).isEqualTo("there is no Secret");
        var unsecured = condition("AuthorityUsable", withAuthority("{security: disabled}", problem));
        assertThat(unsecured.getStatus() + " " + unsecured.getReason()).isEqualTo("True SecurityDisabled");
    }

    private static ScopeObservation withAuthority(String spec, Optional<String> problem) {
        return new ScopeObservation(
                scope("default", spec), 3, ScopeView.EMPTY, List.of(), ScopeProgress.NOTHING, List.of(), problem);
    }

    @Test
    void theProgressOfRestartsIsTold() {
        var rolling = rolledOut(
                new ScopeProgress(List.of("Deployment shop/a", "Deployment shop/b"), 7, List.of(), List.of()));
        assertThat(rolling.getReason()).isEqualTo("RollingOut");
        assertThat(rolling.getMessage()).contains("shop/a, Deployment shop/b", "7 wait", "at most 2");
        assertThat(rolledOut(new ScopeProgress(List.of(), 0, List.of("Deployment shop/c"), List.of()))
                        .getReason())
                .isEqualTo("RolloutSlow");
        var refused = rolledOut(new ScopeProgress(List.of(), 0, List.of(), List.of("Deployment shop/d: no")));
        assertThat(refused.getReason()).isEqualTo("RestartsRefused");
        assertThat(refused.getMessage()).contains("shop/d");
    }

    @Test
    void refusedRegistrarsSayWhy() {
        var ready = condition(
                "Ready",
                new ScopeObservation(
                        scope("default", "{}"),
                        3,
                        ScopeView.EMPTY,
                        List.of("the API server answers 422: limits"),
                        ScopeProgress.NOTHING,
                        List.of(),
                        Optional.empty()));
        assertThat(ready.getStatus()).isEqualTo("False");
        assertThat(ready.getReason()).isEqualTo("RegistrarsRefused");
        assertThat(ready.getMessage()).contains("422: limits");
    }

    @Test
    void allServe() {
        var view = new ScopeView(List.of(registrar(0, "0xabcd"), registrar(1, "0xabcd"), registrar(2, "0xabcd")), 0);
        Golden.assertMatches("status-scope-ready.yaml", ScopeStatuses.of(observation(3, view), NOW));
    }

    @Test
    void oneIsGone() {
        var view = new ScopeView(
                List.of(
                        registrar(0, "0xabcd"),
                        registrar(1, "0xabcd"),
                        new RegistrarView("rserpool-registrars-2", null)),
                0);
        Golden.assertMatches("status-scope-degraded.yaml", ScopeStatuses.of(observation(2, view), NOW));
    }

    @Test
    void copiesDifferOnlyIfTheyKeepDoingSo() {
        var registrars = List.of(registrar(0, "0x1"), registrar(1, "0x2"));
        assertThat(agreement(new ScopeView(registrars, 1))).isEqualTo("True ChecksumsEqual");
        assertThat(agreement(new ScopeView(registrars, ScopeView.PERSISTENT))).isEqualTo("False CopiesDiffer");
        assertThat(agreement(ScopeView.EMPTY)).isEqualTo("Unknown NoAnswer");
    }
}
