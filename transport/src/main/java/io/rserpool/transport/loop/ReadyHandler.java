package io.rserpool.transport.loop;

/** What a channel's owner does when the channel is ready. */
@FunctionalInterface
public interface ReadyHandler {
    /**
     * The channel is ready; called on the loop's thread.
     *
     * @param readyOps bits of {@link java.nio.channels.SelectionKey}, those of the interest set only
     * @throws Exception ends the registration, then {@link #failed} is called; one that is shared goes on
     */
    void ready(int readyOps) throws Exception;

    /**
     * {@link #ready} has thrown; the registration is cancelled, the channel is still open. It was logged. Not called where
     * the registration is shared.
     */
    default void failed(Throwable cause) {}
}
