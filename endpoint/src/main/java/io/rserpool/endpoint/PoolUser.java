package io.rserpool.endpoint;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.transport.EventLoop;
import io.rserpool.transport.SctpTransport;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Resolves pools, selects elements, and opens sessions that go on at another element when theirs dies.
 * Sessions of one process share one association per element, each on a stream of its own; with an element that does not
 * multiplex, such as RSPLIB's, each has an association of its own.
 */
public final class PoolUser implements AutoCloseable {
    private record Reported(PoolHandle handle, PeIdentifier identifier) {}

    private final EventLoop loop;
    private final PoolUserOptions options;
    private final Registrars registrars;
    private final EndpointMetrics metrics;
    private final PoolDirectory directory;
    private final ElementLinks links;
    private final Set<PoolSession> sessions = new LinkedHashSet<>();
    private boolean closed;

    /**
     * @param transport opens endpoints of its own on it
     * @param registrars started by the caller
     * @param random selection by random policies
     */
    public PoolUser(
            SctpTransport transport,
            PoolUserOptions options,
            Registrars registrars,
            RandomGenerator random,
            EndpointMetrics metrics) {
        this.loop = transport.eventLoop();
        this.options = options;
        this.registrars = registrars;
        this.metrics = metrics;
        var multiHomed = transport.localAddresses().size() > 1;
        this.directory = new PoolDirectory(registrars, multiHomed, options.elementUdpPort(), random);
        this.links = new ElementLinks(transport, options, metrics, this::reportUnreachable);
    }

    /**
     * Opens a session with an element of the pool. A pool that is unknown or empty, or whose elements do
     * not answer, is tried until the failover timeout is over.
     *
     * @throws IllegalStateException this pool user is closed
     */
    public Session open(PoolHandle handle, SessionOptions sessionOptions, SessionHandler handler) {
        if (closed) {
            throw new IllegalStateException("this pool user is closed");
        }
        var session = new PoolSession(this, handle, sessionOptions, handler);
        sessions.add(session);
        metrics.sessionsOpened.increment();
        metrics.sessionsActive.increment();
        session.start();
        return session;
    }

    /** Sessions that are not over. */
    public int activeSessions() {
        return sessions.size();
    }

    /** Resets all sessions and ends all associations. */
    @Override
    public void close() {
        closed = true;
        List.copyOf(sessions).forEach(session -> session.reset("this pool user is closed"));
        links.close();
    }

    boolean hasHome() {
        return registrars.home().isPresent();
    }

    EventLoop loop() {
        return loop;
    }

    PoolUserOptions options() {
        return options;
    }

    EndpointMetrics metrics() {
        return metrics;
    }

    PoolDirectory directory() {
        return directory;
    }

    ElementLinks links() {
        return links;
    }

    void sessionOver(PoolSession session) {
        if (sessions.remove(session)) {
            metrics.sessionsActive.decrement();
        }
    }

    /** One report per event and element (RFC 5352 section 3.5), whatever the number of its sessions. */
    void reportUnreachable(List<PoolSession> concerned) {
        var reported = new HashSet<Reported>();
        for (var session : concerned) {
            var element = session.target();
            if (element != null && reported.add(new Reported(session.handle(), element.identifier()))) {
                registrars.reportUnreachable(session.handle(), element.identifier());
            }
        }
    }
}
