package io.rserpool.operator.rollout;

import java.util.List;

/**
 * How far the restarts of a scope's workloads have come.
 *
 * @param restarting the workloads that are being restarted, as "Deployment shop/files"
 * @param waiting how many others wait for their turn
 * @param slow those that have been restarted and do not come to an end
 * @param refused what could not be restarted and why; of many the first
 */
public record ScopeProgress(List<String> restarting, int waiting, List<String> slow, List<String> refused) {
    /** Nothing is to be done. */
    public static final ScopeProgress NOTHING = new ScopeProgress(List.of(), 0, List.of(), List.of());
}
