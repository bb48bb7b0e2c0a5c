package io.rserpool.operator.registrar;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pool as a registrar knows it.
 *
 * @param registered how many elements it has
 * @param first those of them with the lowest identifiers, in their order; no more than {@link #MAX_FIRST}
 */
public record PoolView(int registered, List<Element> first) {
    /** So many elements are kept; the others are counted. */
    public static final int MAX_FIRST = 20;

    /** A pool without elements. */
    public static final PoolView EMPTY = new PoolView(0, List.of());

    /** The list is copied. */
    public PoolView {
        first = List.copyOf(first);
    }

    /** {@return the same without the elements at these addresses, as far as they are known} */
    public PoolView without(Set<String> addresses) {
        var kept = first.stream()
                .filter(e -> !addresses.contains(String.valueOf(e.address())))
                .toList();
        return new PoolView(registered - (first.size() - kept.size()), kept);
    }

    /**
     * A pool element.
     *
     * @param id its identifier
     * @param home its home registrar
     * @param address its address
     */
    public record Element(
            String id, @Nullable String home, @Nullable String address) {}
}
