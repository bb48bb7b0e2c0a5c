package io.rserpool.simulation.world;

/** An invariant does not hold. */
public final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    public Violation(String what) {
        super(what);
    }
}
