package io.rserpool.simulation.world.scenario;

import io.rserpool.endpoint.asap.PoolElement;
import io.rserpool.simulation.world.ElementProcess;
import io.rserpool.simulation.world.UserProcess;
import io.rserpool.simulation.world.Violation;
import io.rserpool.simulation.world.World;
import io.rserpool.simulation.world.check.Checker;
import io.rserpool.simulation.world.check.NothingIsRepaired;
import io.rserpool.simulation.world.check.ResourcesAreFew;
import java.time.Duration;
import java.util.List;

/** Everyday life of a scope without faults: what happens takes effect within the times that it should. */
final class Routine {
    private static final Duration SESSION = Duration.ofSeconds(120);

    /** Until all know what one registrar is told. */
    private static final Duration PROPAGATION = Duration.ofMillis(500);

    private final World world;

    Routine(World world) {
        this.world = world;
    }

    void run(Duration time) {
        world.trace.add("routine");
        var nothingIsRepaired = new NothingIsRepaired(world);
        var end = world.loop.nanoTime() + time.toNanos();
        while (world.loop.nanoTime() < end) {
            act();
            Checker.checkAtRest(world);
            world.advance(world.upTo(Duration.ofMinutes(10)));
            Checker.checkAtRest(world);
            nothingIsRepaired.check(world);
        }
        new ResourcesAreFew().check(world);
    }

    private void act() {
        var element = world.any(world.elements);
        switch (world.random.nextInt(5)) {
            case 0 -> deregister(element);
            case 1 -> register(element);
            case 2 -> {
                element.changeLoad();
                world.advance(world.timing.audit());
            }
            case 3 -> die(element);
            default -> serve();
        }
    }

    private void register(ElementProcess element) {
        element.start();
        element.register();
        world.advance(world.timing.registration(world.registrars.size()).plus(world.timing.audit()));
    }

    private void deregister(ElementProcess element) {
        var registered = element.isWanted() && element.registration() == PoolElement.State.REGISTERED;
        element.deregister();
        world.advance(PROPAGATION);
        if (registered && element.registration() != PoolElement.State.IDLE) {
            throw new Violation(element.name + " is not deregistered in time: " + element.registration());
        }
        Checker.checkAtRest(world);
        world.advance(world.timing.audit());
    }

    private void die(ElementProcess element) {
        element.crash();
        world.advance(world.timing.removal());
    }

    /** Sessions with living elements succeed without a failover. */
    private void serve() {
        var user = world.any(world.users);
        var pool = world.any(world.pools);
        var registered =
                world.livingRegistrars().getFirst().registrar().handlespace().pool(pool) != null;
        if (!user.isUp() || !registered) {
            return;
        }
        var clients = List.of(user.open(pool), user.open(pool));
        world.advance(SESSION);
        for (var client : clients) {
            if (!client.isClosed() || !client.failure().isEmpty()) {
                throw new Violation("a session of a scope at rest failed: %s, %s".formatted(client.failure(), client));
            }
        }
        world.users.forEach(UserProcess::checkClients);
    }
}
