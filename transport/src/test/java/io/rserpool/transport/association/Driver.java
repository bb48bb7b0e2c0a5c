package io.rserpool.transport.association;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/** Runs the event loop of a contract test: in real time on a thread of its own, or in virtual time. */
public interface Driver {
    /** How long anything may take. */
    Duration SOON = Duration.ofSeconds(10);

    /** Does something on the loop; what it throws comes out. */
    <T> T on(Callable<T> task);

    /**
     * Lets time pass until it holds.
     *
     * @throws Throwable it does not hold {@link #SOON}
     */
    void until(BooleanSupplier condition);

    /** Lets so much time pass, for what must not happen. */
    void pass(Duration time);

    /** Exceptions that came out of handlers and acceptors. */
    long failures();

    void close();
}
