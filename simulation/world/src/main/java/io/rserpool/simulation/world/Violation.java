package io.rserpool.simulation.world;

/** An invariant does not hold. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    Violation(String what) {
        super(what);
    }
}
