package io.rserpool.simulation.world;

import io.rserpool.endpoint.asap.PoolElement;
import java.time.Duration;
import java.util.List;

/** Everyday life of a scope without faults: what happens takes effect within the times that it should. */
final class Routine {
    private static final Duration SESSION = Duration.ofSeconds(120);

    /** Until all know what one registrar is told. */
    private static final Duration PROPAGATION = Duration.ofMillis(500);

    private final World world;
    private final Calm calm;

    Routine(World world, Calm calm) {
        this.world = world;
        this.calm = calm;
    }

    void run(Duration time) {
        world.trace.add("routine");
        var repairs = calm.repairs();
        var end = world.loop.nanoTime() + time.toNanos();
        while (world.loop.nanoTime() < end) {
            act();
            calm.check();
            world.advance(world.upTo(Duration.ofMinutes(10)));
            calm.check();
            if (!calm.repairs().equals(repairs)) {
                throw new Violation("repairs in a scope at rest: %s, before %s".formatted(calm.repairs(), repairs));
            }
        }
        calm.checkResources();
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
        calm.check();
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
        var registered = calm.registrars().getFirst().registrar().handlespace().pool(pool) != null;
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
