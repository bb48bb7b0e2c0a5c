package io.rserpool.handlespace;

/**
 * The lowest load first, selections adding the degradation (RFC 5356 sections 5.1 to 5.3). Round robin is the case
 * of no load at all, a priority the load that is left over.
 */
final class LeastLoad extends OrderedSelection {
    private final int timesAtJoin;
    private final int timesAtUse;
    private final boolean all;

    private LeastLoad(int timesAtJoin, int timesAtUse, boolean all) {
        this.timesAtJoin = timesAtJoin;
        this.timesAtUse = timesAtUse;
        this.all = all;
    }

    /**
     * As the RFC wants it: the degradation comes once with each return.
     *
     * @param degrades whether the policy has degradation at all
     */
    static LeastLoad rfc(boolean degrades) {
        return new LeastLoad(0, 1, degrades);
    }

    /** As RSPLIB does it: the degradation comes with joining, and twice with each selection that counts. */
    static LeastLoad rsplib() {
        return new LeastLoad(1, 2, false);
    }

    @Override
    void join(Place place) {
        place.element.degradation = 0;
        place.element.degrade(timesAtJoin);
        key(place);
    }

    @Override
    void used(Place place) {
        place.element.degrade(timesAtUse);
        key(place);
    }

    @Override
    int used(int selected, int increment) {
        return all && increment > 0 ? selected : super.used(selected, increment);
    }

    private static void key(Place place) {
        place.key = PolicyValues.sum(place.element.base, place.element.degradation);
    }
}
