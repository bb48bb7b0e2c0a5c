package io.rserpool.simulation.world.scenario;

import io.rserpool.simulation.network.LinkQuality;
import io.rserpool.simulation.world.ElementProcess;
import io.rserpool.simulation.world.Process;
import io.rserpool.simulation.world.World;
import io.rserpool.transport.association.AssociationHandler.DownReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A time in which everything happens at once, and then the return to calm. */
final class Storm {
    private static final double MOST_LOSS = 0.25;

    private static final int KINDS = 16;

    private final World world;

    /** Kinds of actions that this storm has: few of them in a row find other faults than all of them. */
    private final BitSet kinds = new BitSet();

    private boolean over;

    Storm(World world) {
        this.world = world;
        var share = 1 + world.random.nextInt(4);
        for (int kind = 0; kind < KINDS; kind++) {
            kinds.set(kind, world.random.nextInt(4) < share);
        }
    }

    /** Lets it rage for so many actions, about one per unit of the scope's time. */
    void rage(int actions) {
        world.trace.add("storm");
        for (int i = 0; i < actions; i++) {
            act();
            world.advance(world.upTo(world.timing.unit.multipliedBy(world.random.nextInt(4) == 0 ? 8 : 1)));
        }
    }

    /** All links are whole, all that lives goes on; some of what is down starts, one registrar at least. */
    void end() {
        over = true;
        world.trace.add("calm");
        world.network.heal();
        world.mendLinks();
        world.processes().forEach(Process::thaw);
        world.elements.forEach(element -> element.full(false));
        for (var process : world.processes()) {
            if (world.random.nextInt(3) > 0) {
                process.start();
            }
        }
        if (world.registrars.stream().noneMatch(Process::isUp)) {
            world.any(world.registrars).kill(DownReason.ABORTED);
            world.registrars.forEach(Process::start);
        }
    }

    private void later(Runnable task) {
        world.later(world.timing.unit.multipliedBy(world.random.nextInt(3) == 0 ? 40 : 6), () -> {
            if (!over) {
                task.run();
            }
        });
    }

    private void act() {
        var kind = world.random.nextInt(KINDS);
        switch (kinds.get(kind) ? kind : KINDS) {
            case 0, 1 -> end(world.any(world.registrars));
            case 2, 3, 4 -> end(world.any(world.elements));
            case 5 -> end(world.any(world.users));
            case 6 -> freeze(world.any(world.processes()));
            case 7, 8 -> partition();
            case 9 -> cutOneWay();
            case 10 -> worsen();
            case 11 -> churn(world.any(world.elements));
            case 12 -> world.any(world.elements).failServer();
            case 13 -> reject(world.any(world.elements));
            case 14 -> world.any(world.elements).changeLoad();
            case 15 -> world.any(world.processes()).start();
            default -> {
                // Not in this storm.
            }
        }
        openSessions();
    }

    private void openSessions() {
        for (int i = world.random.nextInt(3); i > 0; i--) {
            var user = world.any(world.users);
            if (user.isUp()) {
                user.open(world.any(world.pools));
            }
        }
    }

    /** Ends it in some way, and perhaps starts it again later, perhaps at once. */
    private void end(Process process) {
        switch (world.random.nextInt(5)) {
            case 0, 1 -> process.crash();
            case 2 -> process.kill(DownReason.ABORTED);
            case 3 -> process.kill(DownReason.SHUTDOWN);
            default -> process.endInOrder();
        }
        if (world.random.nextInt(3) == 0) {
            world.later(Duration.ofMillis(500), process::start);
        } else {
            later(process::start);
        }
    }

    private void freeze(Process process) {
        process.freeze(world.random.nextBoolean());
        later(process::thaw);
    }

    private void partition() {
        var one = new ArrayList<String>();
        var other = new ArrayList<String>();
        world.processes().forEach(process -> (world.random.nextBoolean() ? one : other).add(process.host));
        world.trace.add("partition %s | %s", one, other);
        world.network.partition(one, other);
        later(this::heal);
    }

    private void heal() {
        world.trace.add("links healed");
        world.network.heal();
    }

    private void cutOneWay() {
        var from = world.any(world.processes());
        var to = world.random.nextBoolean() ? List.of(world.any(world.processes())) : world.processes();
        world.trace.add("nothing gets from %s to %s", from.name, to.size() > 1 ? "anybody" : to.getFirst().name);
        to.stream()
                .filter(process -> process != from)
                .forEach(process -> world.network.cutOneWay(from.host, process.host));
        later(this::heal);
    }

    private void worsen() {
        var loss = world.random.nextDouble() * MOST_LOSS;
        var quality = new LinkQuality(
                world.upTo(Duration.ofMillis(20)).plusNanos(1), world.upTo(Duration.ofMillis(30)), loss);
        var one = world.any(world.processes());
        world.trace.add("links of %s: %s", one.name, quality);
        for (var other : world.processes()) {
            world.network.setQuality(one.host, other.host, quality);
            if (world.random.nextBoolean()) {
                world.network.setQuality(other.host, one.host, quality);
            }
        }
        later(() -> {
            world.trace.add("links good again");
            world.mendLinks();
        });
    }

    private void churn(ElementProcess element) {
        if (element.isWanted()) {
            element.deregister();
            later(element::register);
        } else {
            element.register();
        }
    }

    private void reject(ElementProcess element) {
        element.full(true);
        later(() -> element.full(false));
    }
}
