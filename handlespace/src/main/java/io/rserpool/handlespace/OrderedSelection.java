package io.rserpool.handlespace;

import org.jspecify.annotations.Nullable;

/** First come the elements that the policy prefers, among equals the one selected longest ago. */
abstract sealed class OrderedSelection implements Selection permits LeastLoad, TurnsInRow, EvenTurns {
    private final Place.Order order = new Place.Order();
    private long nextSeq;

    /** Sets key and tie of an element that joins, or whose values changed. */
    abstract void join(Place place);

    /** Sets key and tie of an element that was selected. */
    abstract void used(Place place);

    /** Whether an element can be selected at all. */
    boolean serves(PoolElement element) {
        return true;
    }

    /** How many of those selected count as used. */
    int used(int selected, int increment) {
        return Math.min(selected, increment);
    }

    final Place.Order order() {
        return order;
    }

    @Override
    public final void add(PoolElement element) {
        var place = new Place(element);
        place.seq = nextSeq++;
        element.place = place;
        link(element, place);
    }

    private void link(PoolElement element, Place place) {
        place.linked = serves(element);
        if (place.linked) {
            join(place);
            place.joined = true;
            order.add(place);
        }
    }

    private void unlink(Place place) {
        if (place.linked) {
            place.linked = false;
            order.remove(place);
        }
    }

    @Override
    public final void remove(PoolElement element) {
        unlink(placeOf(element));
        element.place = null;
    }

    @Override
    public final void refresh(PoolElement element) {
        var place = placeOf(element);
        unlink(place);
        link(element, place);
    }

    private static Place placeOf(PoolElement element) {
        var place = element.place;
        if (place == null) {
            throw new IllegalStateException("not in this pool: " + element);
        }
        return place;
    }

    @Override
    public final int select(int count, int increment, PoolElement[] into) {
        var selected = collect(order.root(), into, 0, count);
        var used = used(selected, increment);
        for (int i = 0; i < used; i++) {
            var place = placeOf(into[i]);
            order.remove(place);
            place.seq = nextSeq++;
            used(place);
            order.add(place);
        }
        return selected;
    }

    private static int collect(@Nullable Place tree, PoolElement[] into, int from, int count) {
        if (tree == null) {
            return from;
        }
        var filled = collect(tree.left, into, from, count);
        if (filled == count) {
            return filled;
        }
        into[filled] = tree.element;
        return collect(tree.right, into, filled + 1, count);
    }
}
