package io.rserpool.handlespace;

/**
 * Weighted round robin as RFC 5356 section 4.2 wants it: the turns of an element are spread evenly. Each turn
 * takes an element so much further along a line as its weight is small, and the hindmost is next. Weight 0:
 * never.
 */
final class EvenTurns extends OrderedSelection {
    /** What a turn of weight 1 takes: fine enough for weights up to 2³² − 1. */
    private static final long LAP = 1L << 48;

    /** Beyond it everybody is taken back by as much, long before numbers overflow. */
    private static final long END = 1L << 62;

    /** Where the element was that had the last turn. */
    private long here;

    @Override
    boolean serves(PoolElement element) {
        return element.base != 0;
    }

    @Override
    void join(Place place) {
        var stride = stride(place);
        place.key = place.joined ? Math.clamp(place.key, here, here + stride) : here + stride / 2;
    }

    @Override
    void used(Place place) {
        here = place.key;
        place.key += stride(place);
        if (here > END) {
            startAgain(place);
        }
    }

    private static long stride(Place place) {
        return LAP / Integer.toUnsignedLong(place.element.base);
    }

    private void startAgain(Place leaver) {
        for (var place : order()) {
            place.key -= here;
        }
        leaver.key -= here;
        here = 0;
    }
}
