package io.rserpool.e2e.load;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** What a client says in one session, and what it must hear. */
@FunctionalInterface
public interface Conversation {
    /**
     * Talks until the session is over, or, if it has no end of its own, for as long as wished.
     *
     * @throws IOException if anything else is heard than what must be: the session is lost
     */
    void hold(Talk talk, RandomGenerator random, BooleanSupplier goOn) throws IOException;
}
