package io.rserpool.operator.guard;

import io.fabric8.kubernetes.client.informers.ExceptionHandler;

/** How informers go on after a failure. */
public final class Informers {
    /**
     * Lists and watches again, after the client's growing intervals, whatever ended the watch: by default an informer stops for ever at the
     * first event that it cannot read. Before everything is known for the first time, a failure ends the start of the program instead.
     */
    public static final ExceptionHandler LASTING = (started, failure) -> {
        Failures.caught("informer", failure);
        return started;
    };

    private Informers() {}
}
