package io.rserpool.simulation.world;

import io.rserpool.endpoint.asap.PoolElement;
import io.rserpool.registrar.core.Registrar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What must hold when the network is whole and nothing has changed for the time that {@link Timing} says. */
final class Calm {
    private static final int MOST_TIMERS = 40;

    private final World world;

    Calm(World world) {
        this.world = world;
    }

    List<RegistrarProcess> registrars() {
        return world.registrars.stream().filter(Process::isUp).toList();
    }

    void check() {
        checkScope();
        checkCopies();
        checkElements();
        world.registrars.forEach(RegistrarProcess::checkMessages);
        if (world.metrics.protocolErrors.sum() > 0) {
            throw new Violation("an element or user saw a protocol error");
        }
    }

    /** All registrars serve and know each other, and nobody else. */
    private void checkScope() {
        for (var process : registrars()) {
            if (!process.registrar().isReady()) {
                throw new Violation(process.name + " is not ready");
            }
            var others = registrars().stream()
                    .filter(other -> other != process)
                    .map(other -> other.id().toString())
                    .collect(Collectors.toSet());
            if (!process.peers().equals(others)) {
                throw new Violation("%s knows the registrars %s, but there are %s"
                        .formatted(process.name, process.peers(), others));
            }
        }
    }

    /** The contents are equal, and every home lives. */
    private void checkCopies() {
        var living = registrars().stream().map(RegistrarProcess::id).collect(Collectors.toSet());
        var first = copy(registrars().getFirst().registrar());
        for (var process : registrars()) {
            var copy = copy(process.registrar());
            if (!copy.equals(first)) {
                throw new Violation("copies differ:\n%s of %s\n%s of %s"
                        .formatted(first, registrars().getFirst().name, copy, process.name));
            }
            var owners = process.registrar().handlespace().owners();
            if (!living.containsAll(owners)) {
                throw new Violation("%s holds elements of dead registrars: %s".formatted(process.name, owners));
            }
        }
    }

    static String copy(Registrar registrar) {
        return registrar.handlespace().pools().stream()
                .flatMap(pool -> pool.elements().stream())
                .map(element -> "  %s at %s %s %s"
                        .formatted(
                                element,
                                element.home(),
                                element.parameter().userTransport(),
                                element.parameter().policy()))
                .collect(Collectors.joining("\n", "\n", "\n"));
    }

    /** The handlespace holds what is wanted and nothing else. */
    private void checkElements() {
        var wanted = new HashMap<String, List<ElementProcess>>();
        for (var element : world.elements) {
            if (element.isWanted()) {
                wanted.computeIfAbsent(key(element), _ -> new ArrayList<>()).add(element);
            }
        }
        var present = new HashSet<String>();
        for (var pool : registrars().getFirst().registrar().handlespace().pools()) {
            pool.elements().forEach(element -> present.add(element.toString()));
        }
        for (var key : present) {
            if (!wanted.containsKey(key)) {
                throw new Violation(key + " is in the handlespace, but it is dead or was deregistered");
            }
        }
        for (var one : wanted.entrySet()) {
            checkWanted(one.getKey(), one.getValue(), present);
        }
    }

    private static String key(ElementProcess element) {
        return element.pool + "/" + element.identifier;
    }

    /** Elements with one identifier, or of a pool with several policies, exclude each other. */
    private void checkWanted(String key, List<ElementProcess> candidates, java.util.Set<String> present) {
        var conflict = isContested(candidates.getFirst()) || hasTwin(candidates.getFirst());
        if (!present.contains(key) && !conflict) {
            throw new Violation("%s lives but is not in the handlespace: %s, home %s"
                    .formatted(
                            candidates.getFirst().name,
                            candidates.getFirst().registration(),
                            candidates.getFirst().home()));
        }
        var registered = candidates.stream()
                .filter(element -> element.registration() == PoolElement.State.REGISTERED)
                .count();
        if (present.contains(key) && registered != 1) {
            throw new Violation("%d elements think that they are registered as %s".formatted(registered, key));
        }
    }

    /** Whether elements of its pool have different policies: those that do not fit follow only at T4. */
    private boolean isContested(ElementProcess element) {
        return world.elements.stream()
                        .filter(other -> other.pool.equals(element.pool))
                        .map(other -> other.policy().type())
                        .distinct()
                        .count()
                > 1;
    }

    /** Whether another element has its identifier: it follows only when it registers again, at T4. */
    private boolean hasTwin(ElementProcess element) {
        return world.elements.stream()
                        .filter(other -> key(other).equals(key(element)))
                        .count()
                > 1;
    }

    /** Associations and timers are few, whatever happened before. */
    void checkResources() {
        for (var process : world.processes()) {
            var associations = world.network.associations(process.host);
            var timers = world.network.timers(process.host);
            if (associations > world.processes().size() || timers > MOST_TIMERS) {
                throw new Violation(
                        "%s has %d associations and %d timers at rest".formatted(process.name, associations, timers));
            }
        }
    }

    /** What registrars do only if something is wrong. */
    Map<String, Long> repairs() {
        var repairs = new HashMap<String, Long>();
        for (var process : registrars()) {
            repairs.put(
                    process.name,
                    process.metrics().resyncs() + process.metrics().takeovers());
        }
        return repairs;
    }

    /** How long it takes until all must be well after a storm. */
    Duration patience() {
        var sessions = world.failoverTimeout().plusSeconds(120);
        var scope = world.timing.settling(world.registrars.size());
        return scope.compareTo(sessions) > 0 ? scope : sessions;
    }
}
