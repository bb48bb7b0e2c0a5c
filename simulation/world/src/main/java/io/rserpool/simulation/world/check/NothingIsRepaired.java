package io.rserpool.simulation.world.check;

import io.rserpool.simulation.world.Violation;
import io.rserpool.simulation.world.World;
import java.util.HashMap;
import java.util.Map;

/** No registrar has repaired its copy or taken another one over since this began: they do so only if something is wrong. */
public final class NothingIsRepaired implements Checker {
    private final Map<String, Long> before;

    public NothingIsRepaired(World since) {
        before = repairs(since);
    }

    private static Map<String, Long> repairs(World world) {
        var repairs = new HashMap<String, Long>();
        for (var process : world.livingRegistrars()) {
            repairs.put(
                    process.name,
                    process.metrics().resyncs() + process.metrics().takeovers());
        }
        return repairs;
    }

    @Override
    public void check(World world) {
        var now = repairs(world);
        if (!now.equals(before)) {
            throw new Violation("repairs in a scope at rest: %s, before %s".formatted(now, before));
        }
    }
}
