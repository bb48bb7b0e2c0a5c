package io.rserpool.simulation.world.check;

import io.rserpool.simulation.world.Violation;
import io.rserpool.simulation.world.World;

/** Associations and timers are few, whatever happened before. At rest. */
public final class ResourcesAreFew implements Checker {
    private static final int MOST_TIMERS = 40;

    @Override
    public void check(World world) {
        for (var process : world.processes()) {
            var associations = world.network.associations(process.host);
            var timers = world.network.timers(process.host);
            if (associations > world.processes().size() || timers > MOST_TIMERS) {
                throw new Violation(
                        "%s has %d associations and %d timers at rest".formatted(process.name, associations, timers));
            }
        }
    }
}
