package io.rserpool.operator.registrar;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * All registrars of a scope as they were seen last.
 *
 * @param registrars by name of their pods
 * @param disagreements how many looks in a row found copies that differ: one alone may have been in the middle of an update
 */
public record ScopeView(List<RegistrarView> registrars, int disagreements) {
    /** So many looks in a row that find differing copies are no coincidence. */
    public static final int PERSISTENT = 3;

    /** Nothing was seen yet. */
    public static final ScopeView EMPTY = new ScopeView(List.of(), 0);

    /** {@return what follows this view when the registrars look so} */
    ScopeView next(List<RegistrarView> seen) {
        return new ScopeView(
                List.copyOf(seen), checksums(seen).size() > 1 ? Math.min(disagreements + 1, PERSISTENT) : 0);
    }

    /** {@return the registrars that answered} */
    public List<Handlespace> answers() {
        return answers(registrars);
    }

    private static List<Handlespace> answers(List<RegistrarView> registrars) {
        return registrars.stream()
                .map(RegistrarView::handlespace)
                .filter(Objects::nonNull)
                .toList();
    }

    private static Set<String> checksums(List<RegistrarView> registrars) {
        var found = new HashSet<String>();
        answers(registrars).stream()
                .filter(Handlespace::ready)
                .map(Handlespace::checksum)
                .forEach(found::add);
        return found;
    }

    /** {@return the pool as the registrar that is ready and knows most tells it; nothing if none answers} */
    public Optional<PoolView> pool(String handle) {
        return best().map(h -> h.known().getOrDefault(handle, PoolView.EMPTY));
    }

    /** {@return the handles whose elements, as far as they are kept, differ between this view and another} */
    Set<String> changedHandles(ScopeView other) {
        var mine = reference();
        var others = other.reference();
        var changed = new HashSet<>(mine.keySet());
        changed.addAll(others.keySet());
        changed.removeIf(handle -> Objects.equals(mine.get(handle), others.get(handle)));
        return changed;
    }

    private Map<String, PoolView> reference() {
        return best().map(Handlespace::known).orElse(Map.of());
    }

    private Optional<Handlespace> best() {
        return answers().stream().max(Comparator.comparing(Handlespace::ready).thenComparing(Handlespace::elements));
    }
}
