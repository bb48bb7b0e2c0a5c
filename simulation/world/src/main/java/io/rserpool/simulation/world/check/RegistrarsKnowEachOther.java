package io.rserpool.simulation.world.check;

import io.rserpool.simulation.world.Violation;
import io.rserpool.simulation.world.World;
import java.util.stream.Collectors;

/** All registrars serve and know each other, and nobody else. At rest. */
final class RegistrarsKnowEachOther implements Checker {
    @Override
    public void check(World world) {
        for (var process : world.livingRegistrars()) {
            if (!process.registrar().isReady()) {
                throw new Violation(process.name + " is not ready");
            }
            var others = world.livingRegistrars().stream()
                    .filter(other -> other != process)
                    .map(other -> other.id().toString())
                    .collect(Collectors.toSet());
            if (!process.peers().equals(others)) {
                throw new Violation("%s knows the registrars %s, but there are %s"
                        .formatted(process.name, process.peers(), others));
            }
        }
    }
}
