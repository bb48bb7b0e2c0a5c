package io.rserpool.operator.status;

/**
 * Judges one condition of a resource: a pure function of what was observed.
 *
 * @param <O> what was observed
 */
@FunctionalInterface
public interface Rule<O> {
    /** {@return what this rule finds} */
    Verdict judge(O observation);
}
