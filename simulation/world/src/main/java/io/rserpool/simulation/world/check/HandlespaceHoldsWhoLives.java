package io.rserpool.simulation.world.check;

import io.rserpool.endpoint.asap.PoolElement;
import io.rserpool.simulation.world.ElementProcess;
import io.rserpool.simulation.world.Violation;
import io.rserpool.simulation.world.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The handlespace holds the elements that live and want to be in it, and nothing else. At rest. */
final class HandlespaceHoldsWhoLives implements Checker {
    @Override
    public void check(World world) {
        var wanted = new HashMap<String, List<ElementProcess>>();
        for (var element : world.elements) {
            if (element.isWanted()) {
                wanted.computeIfAbsent(key(element), _ -> new ArrayList<>()).add(element);
            }
        }
        var present = new HashSet<String>();
        for (var pool :
                world.livingRegistrars().getFirst().registrar().handlespace().pools()) {
            pool.elements().forEach(element -> present.add(element.toString()));
        }
        for (var key : present) {
            if (!wanted.containsKey(key)) {
                throw new Violation(key + " is in the handlespace, but it is dead or was deregistered");
            }
        }
        for (var one : wanted.entrySet()) {
            checkWanted(world, one.getKey(), one.getValue(), present);
        }
    }

    private static String key(ElementProcess element) {
        return element.pool + "/" + element.identifier;
    }

    /** Elements with one identifier, or of a pool with several policies, exclude each other. */
    private static void checkWanted(World world, String key, List<ElementProcess> candidates, Set<String> present) {
        var conflict = isContested(world, candidates.getFirst()) || hasTwin(world, candidates.getFirst());
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
    private static boolean isContested(World world, ElementProcess element) {
        return world.elements.stream()
                        .filter(other -> other.pool.equals(element.pool))
                        .map(other -> other.policy().type())
                        .distinct()
                        .count()
                > 1;
    }

    /** Whether another element has its identifier: it follows only when it registers again, at T4. */
    private static boolean hasTwin(World world, ElementProcess element) {
        return world.elements.stream()
                        .filter(other -> key(other).equals(key(element)))
                        .count()
                > 1;
    }
}
