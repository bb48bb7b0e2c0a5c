package io.rserpool.simulation.world.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Whole scopes in virtual time (docs/simulation.md). A seed that fails is run again by {@code -Dscenario.seed=…};
 * {@code -Dscenario.first=…}, {@code -Dscenario.seeds=…} and {@code -Dscenario.hours=…} (per seed) make longer runs.
 */
class ScenarioTest {
    private static final long FIRST = Long.getLong("scenario.first", 1);
    private static final int SEEDS = Integer.getInteger("scenario.seeds", 30);
    private static final double HOURS = Double.parseDouble(System.getProperty("scenario.hours", "5"));

    @Test
    void theInvariantsHold() {
        var only = Long.getLong("scenario.seed");
        var first = only == null ? FIRST : only;
        var started = System.nanoTime();
        var total = Scenario.Result.NONE;
        for (long seed = first; seed < first + (only == null ? SEEDS : 1); seed++) {
            total = total.plus(new Scenario(seed).run(HOURS));
        }
        System.out.printf(
                "%.0f simulated hours of scopes, %.0f of processes; %d actions, %d sessions, %d failovers, %d events in %.0f s%n",
                total.hours(),
                total.processHours(),
                total.actions(),
                total.sessions(),
                total.failovers(),
                total.events(),
                (System.nanoTime() - started) / 1e9);
        assertThat(total.hours()).isGreaterThanOrEqualTo(HOURS);
    }
}
