package io.rserpool.transport;

/** What a descriptor's owner does when it is ready. */
@FunctionalInterface
public interface DescriptorHandler {
    /**
     * The descriptor is ready; called on the loop's thread. It may find nothing to do: readiness may be out of date. An
     * exception ends the watch.
     *
     * @param events bits of {@link io.rserpool.transport.support.Epoll}; errors come unasked
     */
    void ready(int events);
}
