package io.rserpool.transport.loop;

/** A channel's registration with a {@link SelectorEventLoop}. Use it on the loop's thread only. */
public interface Registration {
    /** The bits of {@link java.nio.channels.SelectionKey} that are waited for; 0 once invalid. */
    int interestOps();

    /** Waits for these from now on; 0 pauses. Without effect once invalid. */
    void interestOps(int ops);

    /** Adds to and takes from the interest set. */
    default void interest(int ops, boolean wanted) {
        interestOps(wanted ? interestOps() | ops : interestOps() & ~ops);
    }

    /** Whether it is in force: neither cancelled, nor the channel or the loop closed. */
    boolean isValid();

    /** Ends it; the handler is not called again. The channel stays open and may be registered anew. */
    void cancel();

    /** Cancels it and closes the channel: its port is free when this returns, not only when the loop turns next. */
    void closeChannel();
}
