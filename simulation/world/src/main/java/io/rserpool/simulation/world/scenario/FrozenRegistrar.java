package io.rserpool.simulation.world.scenario;

import io.rserpool.simulation.world.World;
import io.rserpool.simulation.world.check.Checker;
import io.rserpool.simulation.world.check.ElementsOutliveAPause;

/**
 * A scope at rest of which nothing happens but that a registrar does not run for a while, perhaps for longer than
 * registrations live. Nobody else has a fault.
 */
final class FrozenRegistrar {
    private final World world;

    FrozenRegistrar(World world) {
        this.world = world;
    }

    void run() {
        Checker.checkAtRest(world);
        var process = world.any(world.livingRegistrars());
        var lives = world.timing.asap.registrationLife();
        process.freeze(world.random.nextBoolean());
        world.advance(world.upTo(world.random.nextBoolean() ? lives.multipliedBy(3) : lives.dividedBy(3)));
        var elementsOutliveIt = new ElementsOutliveAPause(process);
        process.thaw();
        world.advance(world.timing.settling(world.registrars.size()));
        elementsOutliveIt.check(world);
        Checker.checkAtRest(world);
    }
}
