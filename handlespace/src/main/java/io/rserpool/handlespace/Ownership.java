package io.rserpool.handlespace;

import io.rserpool.protocol.enrp.HandlespaceChecksum;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The elements of one home registrar, ordered by pool and identifier, and their running checksum. */
final class Ownership {
    private final TreeMap<Position, PoolElement> elements = new TreeMap<>();
    private final HandlespaceChecksum checksum = new HandlespaceChecksum();

    void add(PoolElement element) {
        elements.put(element.position(), element);
        checksum.add(element.handle(), element.identifier());
    }

    void remove(PoolElement element) {
        elements.remove(element.position());
        checksum.remove(element.handle(), element.identifier());
    }

    int size() {
        return elements.size();
    }

    List<PoolElement> list() {
        return List.copyOf(elements.values());
    }

    Stream<PoolElement> after(@Nullable Position position) {
        var rest = position == null ? elements : elements.tailMap(position, false);
        return rest.values().stream();
    }

    int checksum() {
        return checksum.value();
    }
}
