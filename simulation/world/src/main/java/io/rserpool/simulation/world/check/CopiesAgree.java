package io.rserpool.simulation.world.check;

import io.rserpool.registrar.core.Registrar;
import io.rserpool.simulation.world.RegistrarProcess;
import io.rserpool.simulation.world.Violation;
import io.rserpool.simulation.world.World;
import java.util.stream.Collectors;

/** The copies of all registrars are equal, and the home of every element lives. At rest. */
final class CopiesAgree implements Checker {
    @Override
    public void check(World world) {
        var living = world.livingRegistrars().stream().map(RegistrarProcess::id).collect(Collectors.toSet());
        var first = copy(world.livingRegistrars().getFirst().registrar());
        for (var process : world.livingRegistrars()) {
            var copy = copy(process.registrar());
            if (!copy.equals(first)) {
                throw new Violation("copies differ:\n%s of %s\n%s of %s"
                        .formatted(first, world.livingRegistrars().getFirst().name, copy, process.name));
            }
            var owners = process.registrar().handlespace().owners();
            if (!living.containsAll(owners)) {
                throw new Violation("%s holds elements of dead registrars: %s".formatted(process.name, owners));
            }
        }
    }

    private static String copy(Registrar registrar) {
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
}
