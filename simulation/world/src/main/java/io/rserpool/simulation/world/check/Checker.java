package io.rserpool.simulation.world.check;

import io.rserpool.simulation.world.Violation;
import io.rserpool.simulation.world.World;
import java.util.List;

/** A property of a scope. Its name says what holds, its documentation when. */
@FunctionalInterface
public interface Checker {
    /**
     * Those of a scope at rest: the network is whole, and nothing has changed for the time that {@link
     * io.rserpool.simulation.world.Timing} says.
     */
    List<Checker> AT_REST = List.of(
            new RegistrarsKnowEachOther(),
            new CopiesAgree(),
            new HandlespaceHoldsWhoLives(),
            new EverybodyIsUnderstood());

    /** @throws Violation it does not hold; its message says what was seen instead */
    void check(World world);

    /** @throws Violation one of the properties of a scope at rest does not hold */
    static void checkAtRest(World world) {
        AT_REST.forEach(checker -> checker.check(world));
    }
}
