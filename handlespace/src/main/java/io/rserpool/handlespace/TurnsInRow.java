package io.rserpool.handlespace;

/**
 * Weighted round robin as RSPLIB does it: in every round an element has as many turns as its weight, one after
 * the other; each selection takes two steps, and a weight of 0 is as good as 1. Key = round, tie = turns left.
 */
final class TurnsInRow extends OrderedSelection {
    @Override
    void join(Place place) {
        var weight = place.element.base;
        if (place.joined) {
            place.tie = Integer.compareUnsigned(place.tie, weight) < 0 ? place.tie : weight;
        } else {
            place.key = roundOfFirst();
            place.tie = weight;
        }
        step(place);
    }

    private long roundOfFirst() {
        var first = order().first();
        return first == null ? 0 : first.key;
    }

    @Override
    void used(Place place) {
        step(place);
        step(place);
    }

    private static void step(Place place) {
        if (Integer.compareUnsigned(place.tie, 1) > 0) {
            place.tie--;
        } else {
            place.key++;
            place.tie = place.element.base;
        }
    }
}
