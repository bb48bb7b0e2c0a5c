package io.rserpool.endpoint.element;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.carrier.direct.IncomingDirect;
import io.rserpool.endpoint.carrier.mux.IncomingLink;
import io.rserpool.endpoint.session.DirectService;
import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.endpoint.session.IncomingSessions;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.protocol.session.SessionProtocol;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.RepeatedLog;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The PE's side of sessions: listens, passes registrars' messages to {@link Registrars}, and gives sessions to their
 * owner. A peer that tells {@link SessionProtocol#ADAPTATION_CODE_POINT} multiplexes its sessions; the association of any
 * other user is one session.
 */
public final class SessionAcceptor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SessionAcceptor.class.getName());

    /** Associations with users and registrars at the same time: pods of a pool's users are fewer. */
    private static final int MAX_ASSOCIATIONS = 4096;

    private final Endpoint endpoint;
    private final EventLoop loop;
    private final Registrars registrars;
    private final SessionLimits limits;
    private final IncomingSessions owner;
    private final EndpointMetrics metrics;
    private final RepeatedLog refusals;
    private final RepeatedLog failures;
    private final Set<IncomingLink> links = new LinkedHashSet<>();
    private final Set<ForeignPeer> foreign = new LinkedHashSet<>();
    private boolean multiplexing = true;
    private @Nullable DirectService directService;
    private String whyNoDirectService = "this element serves users that multiplex only";
    private int activeSessions;
    private int maxAssociations = MAX_ASSOCIATIONS;
    private boolean closed;

    /**
     * @param endpoint opened with {@link SessionLimits#applyTo} unless {@link #withoutMultiplexing} follows; the one the
     *     registrars were given
     */
    public SessionAcceptor(
            Endpoint endpoint,
            EventLoop loop,
            Registrars registrars,
            SessionLimits limits,
            IncomingSessions owner,
            EndpointMetrics metrics) {
        this.endpoint = endpoint;
        this.loop = loop;
        this.failures = new RepeatedLog(loop, LOG, Level.ERROR);
        this.refusals = new RepeatedLog(loop, LOG, Level.WARNING);
        this.registrars = registrars;
        this.limits = limits;
        this.owner = owner;
        this.metrics = metrics;
    }

    /** Users that do not multiplex are served by this element. Else they are refused. */
    public void serveDirectly(DirectService service) {
        directService = service;
    }

    /** @param reason for which users that do not multiplex are refused, for them and for the log */
    public void refuseDirect(String reason) {
        directService = null;
        whyNoDirectService = reason;
    }

    /** All sessions are direct: for services that exchange whole messages. */
    public void withoutMultiplexing() {
        multiplexing = false;
    }

    /** For tests. */
    void limitAssociations(int most) {
        maxAssociations = most;
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
        if (registrars.admission().caller(association) != null) {
            association.abort("this element serves users of its operation scope only");
            return AssociationHandler.IGNORE;
        }
        if (associations() >= maxAssociations && !endIdle()) {
            metrics.associationsRefused.increment();
            refusals.log(() -> "association with " + association.peer() + " refused: there are " + associations());
            association.abort("too many associations");
            return AssociationHandler.IGNORE;
        }
        if (multiplexing && association.peerAdaptationIndication() == SessionProtocol.ADAPTATION_CODE_POINT) {
            var link = new IncomingLink(loop, limits, metrics, registrars, new LinkOwner(), association);
            links.add(link);
            return link;
        }
        var peer = new ForeignPeer(loop, registrars, association, this::openDirect, foreign::remove);
        foreign.add(peer);
        return peer;
    }

    /** Makes room: ends the oldest association that carries no session; its user opens another one when it needs it. */
    private boolean endIdle() {
        for (var link : links) {
            if (link.active() == 0) {
                link.endIdle();
                return true;
            }
        }
        return false;
    }

    private @Nullable IncomingDirect openDirect(ForeignPeer peer) {
        var association = peer.association();
        var service = directService;
        if (service == null) {
            refusals.log(() -> "session of " + association.peer() + " refused: " + whyNoDirectService);
            association.abort(whyNoDirectService);
            return null;
        }
        if (registrars.admission().user(association, service.handle()) != null) {
            association.abort("this element serves users of its pool only");
            return null;
        }
        var session = new IncomingDirect(loop, limits, metrics, service, association, () -> {
            sessionOver();
            peer.sessionOver();
        });
        sessionOpened();
        session.ownedBy(handlerOf(session));
        return session;
    }

    /** Has the owner take the session; what it throws, now or later, ends that session only. */
    private IncomingSession.Handler handlerOf(IncomingSession session) {
        try {
            return new GuardedIncoming(owner.onOpen(session), cause -> handlerFailed(session, cause));
        } catch (RuntimeException e) {
            handlerFailed(session, e);
            return IncomingSession.Handler.IGNORE;
        }
    }

    private void handlerFailed(IncomingSession session, RuntimeException cause) {
        metrics.handlerFailures.increment();
        failures.log(() -> "handler of a session of " + session.peer() + " failed", cause);
        session.reset(Reason.SERVER_FAILED, "internal error of the element");
    }

    private void sessionOpened() {
        activeSessions++;
        metrics.sessionsOpened.increment();
        metrics.sessionsActive.increment();
    }

    private void sessionOver() {
        activeSessions--;
        metrics.sessionsActive.decrement();
    }

    /** Sessions that are not over. */
    public int activeSessions() {
        return activeSessions;
    }

    /** Associations that peers have with this element: PUs, and registrars that took over. */
    public int associations() {
        return links.size() + foreign.size();
    }

    /** Ends all associations in order; sessions that are not over fail over. Does not close the endpoint. */
    @Override
    public void close() {
        closed = true;
        List.copyOf(links).forEach(link -> link.association().shutdown());
        List.copyOf(foreign).forEach(ForeignPeer::close);
    }

    private final class LinkOwner implements IncomingLink.Owner {
        @Override
        public void sessionOpened() {
            SessionAcceptor.this.sessionOpened();
        }

        @Override
        public void sessionOver() {
            SessionAcceptor.this.sessionOver();
        }

        @Override
        public IncomingSession.Handler handlerOf(IncomingSession session) {
            return SessionAcceptor.this.handlerOf(session);
        }

        @Override
        public void remove(IncomingLink link) {
            links.remove(link);
        }
    }
}
