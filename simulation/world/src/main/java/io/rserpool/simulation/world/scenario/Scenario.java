package io.rserpool.simulation.world.scenario;

import io.rserpool.simulation.world.Process;
import io.rserpool.simulation.world.UserProcess;
import io.rserpool.simulation.world.World;
import io.rserpool.simulation.world.check.Checker;
import java.time.Duration;

/** A life of a scope: storms, calms with checks, and long times in which little happens. */
final class Scenario {
    /** The outcome of a run without a violation. */
    record Result(double hours, double processHours, long events, long actions, long sessions, long failovers) {
        static final Result NONE = new Result(0, 0, 0, 0, 0, 0);

        Result plus(Result other) {
            return new Result(
                    hours + other.hours,
                    processHours + other.processHours,
                    events + other.events,
                    actions + other.actions,
                    sessions + other.sessions,
                    failovers + other.failovers);
        }
    }

    private static final int MOST_ACTIONS = 40;

    private final long seed;
    private final World world;
    private int storms;

    Scenario(long seed) {
        this.seed = seed;
        this.world = new World(seed);
    }

    /** @throws AssertionError with the seed, what is wrong and what happened before */
    Result run(double hours) {
        try {
            world.processes().forEach(Process::start);
            while (world.hours() < hours) {
                storms++;
                var storm = new Storm(world);
                storm.rage(1 + world.random.nextInt(MOST_ACTIONS));
                storm.end();
                world.advance(world.patience());
                world.users.forEach(UserProcess::checkClients);
                Checker.checkAtRest(world);
                new Routine(world).run(Duration.ofMinutes(1 + world.random.nextInt(60)));
                new FrozenRegistrar(world).run();
            }
        } catch (Throwable failure) {
            throw new AssertionError(
                    "seed %d (%s), storm %d, %.3f s: %s\nLast actions:\n%s"
                            .formatted(
                                    seed,
                                    world,
                                    storms,
                                    world.loop.nanoTime() / 1e9,
                                    failure.getMessage(),
                                    world.trace),
                    failure);
        }
        return new Result(
                world.hours(),
                world.processHours(),
                world.loop.executed(),
                world.trace.count(),
                world.sessions,
                world.metrics.failovers.sum());
    }
}
