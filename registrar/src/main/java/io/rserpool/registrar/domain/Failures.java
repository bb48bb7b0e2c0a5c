package io.rserpool.registrar.domain;

import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.RepeatedLog;
import java.lang.System.Logger.Level;

/** Exceptions that should not be: each is counted and logged, and costs no more than what was being done. */
public final class Failures {
    private final RegistrarMetrics metrics;
    private final RepeatedLog log;

    public Failures(EventLoop loop, RegistrarMetrics metrics) {
        this.metrics = metrics;
        this.log = new RepeatedLog(loop, System.getLogger("io.rserpool.registrar"), Level.ERROR);
    }

    /**
     * Does something after which others have their turn, whatever happens.
     *
     * @param what label of the counter
     */
    public void guard(String what, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            failed(what, e);
        }
    }

    /** @param what was being done: label of the counter */
    public void failed(String what, RuntimeException failure) {
        metrics.failed(what);
        log.log(() -> what + " failed", failure);
    }
}
