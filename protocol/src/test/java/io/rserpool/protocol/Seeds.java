package io.rserpool.protocol;

import java.util.Random;
import java.util.function.Consumer;

/** Runs what must hold for everything with many seeds; {@code -Dprotocol.seed=…} runs one of them alone. */
public final class Seeds {
    private static final Long ONLY = Long.getLong("protocol.seed");

    private Seeds() {}

    /** Runs it so many times; a failure says with which seed. */
    public static void run(int times, Consumer<Random> property) {
        for (long seed = 1; seed <= times; seed++) {
            if (ONLY == null || ONLY == seed) {
                run(seed, property);
            }
        }
    }

    private static void run(long seed, Consumer<Random> property) {
        try {
            property.accept(new Random(seed));
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("with -Dprotocol.seed=" + seed + ": " + failure.getMessage(), failure);
        }
    }
}
