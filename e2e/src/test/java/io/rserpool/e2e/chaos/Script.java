package io.rserpool.e2e.chaos;

import java.io.IOException;
import java.util.random.RandomGenerator;

/** What a client says in one session, and what it must hear. */
@FunctionalInterface
interface Script {
    /**
     * Holds a session, of some seconds at most, to its end.
     *
     * @throws IOException anything else was heard than what must be
     */
    void play(Exchange exchange, RandomGenerator random) throws IOException;
}
