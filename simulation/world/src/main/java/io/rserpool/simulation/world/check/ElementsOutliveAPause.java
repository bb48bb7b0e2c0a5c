package io.rserpool.simulation.world.check;

import io.rserpool.registrar.domain.RegistrarMetrics;
import io.rserpool.registrar.domain.Removal;
import io.rserpool.simulation.world.RegistrarProcess;
import io.rserpool.simulation.world.Violation;
import io.rserpool.simulation.world.World;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A registrar that did not run for a while has lost none of its elements by that since this began, not even for a moment. The
 * moment is not looked at where registrars suggest others as homes: elements then move back when it runs again, and a
 * registrar that hears of their leave before it hears where they are lets them go until then, as after any move. Nor with a
 * single registrar: elements that lost it come back when their server hunt does (RETRAN-MAX), perhaps after its patience.
 */
public final class ElementsOutliveAPause implements Checker {
    private static final List<Removal> LOSSES = List.of(
            Removal.EXPIRED,
            Removal.KEEP_ALIVE_TIMEOUT,
            Removal.UNREACHABLE_REPORTS,
            Removal.NO_ASAP_TRANSPORT,
            Removal.ASSOCIATION_ABORTED,
            Removal.ASSOCIATION_UNREACHABLE,
            Removal.ASSOCIATION_SHUTDOWN,
            Removal.ASSOCIATION_CANNOT_CONNECT);

    private final RegistrarProcess process;
    private final long before;

    public ElementsOutliveAPause(RegistrarProcess process) {
        this.process = process;
        this.before = losses();
    }

    private long losses() {
        return LOSSES.stream().mapToLong(process.metrics()::countRemoved).sum();
    }

    @Override
    public void check(World world) {
        if (elementsStay(world) && losses() > before) {
            throw new Violation("%s has lost elements by its own pause: %s".formatted(process.name, detail()));
        }
    }

    private static boolean elementsStay(World world) {
        return !world.profile.rules().copies().takeoverSuggestion() && world.registrars.size() > 1;
    }

    private String detail() {
        return LOSSES.stream()
                .filter(reason -> process.metrics().countRemoved(reason) > 0)
                .map(reason ->
                        RegistrarMetrics.label(reason) + " " + process.metrics().countRemoved(reason))
                .collect(Collectors.joining(", "));
    }
}
