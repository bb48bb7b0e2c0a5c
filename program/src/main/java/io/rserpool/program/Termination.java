package io.rserpool.program;

import sun.misc.Signal;

/** SIGTERM as what it is for a program that is stopped: an orderly end, with status 0 instead of the JVM's 143. */
public final class Termination {
    private static final String TERM = "TERM";

    private Termination() {}

    /** Has the program stopped by this instead; a second signal ends it at once, as if this had not been called. */
    public static void on(Runnable stop) {
        Signal.handle(new Signal(TERM), signal -> {
            Signal.handle(signal, sun.misc.SignalHandler.SIG_DFL);
            stop.run();
        });
    }
}
