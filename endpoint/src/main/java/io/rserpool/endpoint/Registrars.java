package io.rserpool.endpoint;

import io.rserpool.transport.EventLoop;
import io.rserpool.transport.SctpAddress;
import io.rserpool.transport.SctpEndpoint;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The registrars of an operation scope as one process sees them: finds a home (server hunt, RFC 5352
 * section 3.6), keeps one association to it for everybody in the process, looks for another at once
 * when it is lost, and matches requests to responses.
 */
public final class Registrars implements AutoCloseable {

    /** Told about homes. */
    public interface Listener {
        /** There is a home now, perhaps instead of another. */
        default void onHome(SctpAddress home) {}

        /** The home is lost; a hunt has begun. */
        default void onHomeLost(SctpAddress home, String cause) {}
    }

    /**
     * @param endpoint what requests are sent from; a PE's is the one its sessions come to
     * @param resolver see {@link AddressResolver#system}
     * @param random order of candidates
     */
    public Registrars(
            SctpEndpoint endpoint,
            EventLoop loop,
            RegistrarOptions options,
            AddressResolver resolver,
            RandomGenerator random,
            EndpointMetrics metrics) {}

    /** Begins the hunt for a home. */
    public void start() {}

    /** The home registrar, if there is one now. */
    public Optional<SctpAddress> home() {
        return Optional.empty();
    }

    public void addListener(Listener listener) {}

    /** Ends the association with the home; pending requests fail. */
    @Override
    public void close() {}
}
