package io.rserpool.endpoint;

import io.rserpool.transport.Association;
import io.rserpool.transport.AssociationHandler;
import io.rserpool.transport.EventLoop;
import io.rserpool.transport.SctpEndpoint;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The PE's side of multiplexed sessions: listens, passes ASAP messages to {@link Registrars}, and gives
 * sessions to their owner.
 */
public final class SessionAcceptor implements AutoCloseable {
    private final SctpEndpoint endpoint;
    private final EventLoop loop;
    private final Registrars registrars;
    private final SessionLimits limits;
    private final IncomingSessions owner;
    private final EndpointMetrics metrics;
    private final Set<IncomingLink> links = new LinkedHashSet<>();
    private int activeSessions;
    private boolean closed;

    /**
     * @param endpoint opened with {@link SessionLimits#applyTo}; the one the registrars were given
     */
    public SessionAcceptor(
            SctpEndpoint endpoint,
            EventLoop loop,
            Registrars registrars,
            SessionLimits limits,
            IncomingSessions owner,
            EndpointMetrics metrics) {
        this.endpoint = endpoint;
        this.loop = loop;
        this.registrars = registrars;
        this.limits = limits;
        this.owner = owner;
        this.metrics = metrics;
    }

    /** Listens from now on. */
    public void start() {
        endpoint.listen(this::accept);
    }

    private AssociationHandler accept(Association association) {
        if (closed) {
            association.abort("this element is shutting down");
            return AssociationHandler.IGNORE;
        }
        var link = new IncomingLink(loop, limits, metrics, registrars, owner, this, association);
        links.add(link);
        return link;
    }

    void remove(IncomingLink link) {
        links.remove(link);
    }

    void sessionOpened() {
        activeSessions++;
        metrics.sessionsOpened.increment();
        metrics.sessionsActive.increment();
    }

    void sessionOver() {
        activeSessions--;
        metrics.sessionsActive.decrement();
    }

    /** Sessions that are not over. */
    public int activeSessions() {
        return activeSessions;
    }

    /** Associations that peers have with this element: PUs, and registrars that took over. */
    public int associations() {
        return links.size();
    }

    /** Ends all associations in order; sessions that are not over fail over. Does not close the endpoint. */
    @Override
    public void close() {
        closed = true;
        List.copyOf(links).forEach(link -> link.association().shutdown());
    }
}
