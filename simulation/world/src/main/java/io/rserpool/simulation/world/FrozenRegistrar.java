package io.rserpool.simulation.world;

import io.rserpool.registrar.domain.RegistrarMetrics;
import io.rserpool.registrar.domain.Removal;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A scope at rest of which nothing happens but that a registrar does not run for a while, perhaps for longer than
 * registrations live. Nobody else has a fault, so no registrar may lose an element, not even for a moment. The moment is
 * not looked at where registrars suggest others as homes: elements then move back when it runs again, and a registrar that
 * hears of their leave before it hears where they are lets them go until then, as after any move. Nor with a single
 * registrar: elements that lost it come back when their server hunt does (RETRAN-MAX), perhaps after its patience.
 */
final class FrozenRegistrar {
    private static final List<Removal> LOSSES = List.of(
            Removal.EXPIRED,
            Removal.KEEP_ALIVE_TIMEOUT,
            Removal.UNREACHABLE_REPORTS,
            Removal.NO_ASAP_TRANSPORT,
            Removal.ASSOCIATION_ABORTED,
            Removal.ASSOCIATION_UNREACHABLE,
            Removal.ASSOCIATION_SHUTDOWN,
            Removal.ASSOCIATION_CANNOT_CONNECT);

    private final World world;
    private final Calm calm;

    FrozenRegistrar(World world, Calm calm) {
        this.world = world;
        this.calm = calm;
    }

    void check() {
        calm.check();
        var process = world.any(calm.registrars());
        var lives = world.timing.asap.registrationLife();
        process.freeze(world.random.nextBoolean());
        world.advance(world.upTo(world.random.nextBoolean() ? lives.multipliedBy(3) : lives.dividedBy(3)));
        var before = losses(process);
        process.thaw();
        world.advance(world.timing.settling(world.registrars.size()));
        if (elementsStay() && losses(process) > before) {
            throw new Violation("%s has lost elements by its own pause: %s".formatted(process.name, detail(process)));
        }
        calm.check();
    }

    private boolean elementsStay() {
        return !world.profile.rules().copies().takeoverSuggestion() && world.registrars.size() > 1;
    }

    private static long losses(RegistrarProcess process) {
        return LOSSES.stream().mapToLong(process.metrics()::countRemoved).sum();
    }

    private static String detail(RegistrarProcess process) {
        return LOSSES.stream()
                .filter(reason -> process.metrics().countRemoved(reason) > 0)
                .map(reason -> RegistrarMetrics.label(reason) + " " + process.metrics().countRemoved(reason))
                .collect(Collectors.joining(", "));
    }
}
