package io.rserpool.transport.loop;

/** What a descriptor's owner does when it is ready. */
@FunctionalInterface
public interface DescriptorHandler {
    /**
     * The descriptor is ready; called on the loop's thread. It may find nothing to do: readiness may be out of date. An
     * exception ends the watch, then {@link #failed} is called; one that is shared goes on.
     *
     * @param events bits of {@link io.rserpool.transport.system.Epoll}; errors come unasked
     */
    void ready(int events);

    /** {@link #ready} has thrown; the watch is cancelled. It was logged. Not called where the watch is shared. */
    default void failed(Throwable cause) {}
}
