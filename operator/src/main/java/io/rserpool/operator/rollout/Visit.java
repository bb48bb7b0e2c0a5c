package io.rserpool.operator.rollout;

import java.util.List;
import java.util.Map;

/**
 * What came of a look at a namespace's workloads.
 *
 * @param waiting how many wait for their turn, by scope
 * @param refused what could not be restarted; of many the first
 * @param complete whether everything could be looked at, and nothing failed
 */
record Visit(Map<String, Integer> waiting, List<RefusedRestart> refused, boolean complete) {
    /** So many are told of by name. */
    static final int MAX_REFUSED = 50;

    /** Nothing could be found out. */
    static final Visit FAILED = new Visit(Map.of(), List.of(), false);

    boolean isNothing() {
        return complete && waiting.isEmpty() && refused.isEmpty();
    }
}
