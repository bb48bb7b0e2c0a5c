package io.rserpool.endpoint.user;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.asap.PoolDirectory;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.asap.SuspectElements;
import io.rserpool.endpoint.failover.JournalBudget;
import io.rserpool.endpoint.session.Session;
import io.rserpool.endpoint.session.SessionHandler;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.transport.loop.RepeatedLog;
import io.rserpool.transport.sctp.SctpTransport;
import java.lang.System.Logger.Level;
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
    private static final System.Logger LOG = System.getLogger(PoolUser.class.getName());

    private final Shared shared;
    private final RepeatedLog failures;
    private final Set<PoolSession> sessions = new LinkedHashSet<>();
    private final PoolSession.Owner owner = new Sessions();
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
        var loop = transport.eventLoop();
        var multiHomed = transport.localAddresses().size() > 1;
        var suspects = new SuspectElements(loop, metrics);
        this.failures = new RepeatedLog(loop, LOG, Level.ERROR);
        this.shared = new Shared(
                loop,
                options,
                registrars,
                suspects,
                new PoolDirectory(registrars, suspects, multiHomed, options.elementUdpPort(), random),
                new ElementLinks(
                        transport,
                        options,
                        registrars.admission(),
                        suspects,
                        metrics,
                        dead -> dead.forEach(
                                element -> registrars.reportUnreachable(element.handle(), element.identifier()))),
                new JournalBudget(options.journalBudget()),
                new RetryBudget(),
                new Gathering(),
                metrics);
    }

    /**
     * Opens a session with an element of the pool. A pool that is unknown or empty, or whose elements do
     * not answer, is tried until the failover timeout is over, unless {@link SessionOptions#firstWithin} wants otherwise.
     *
     * @throws IllegalStateException this pool user is closed
     */
    public Session open(PoolHandle handle, SessionOptions sessionOptions, SessionHandler handler) {
        if (closed) {
            throw new IllegalStateException("this pool user is closed");
        }
        var session = new PoolSession(owner, shared, handle, sessionOptions, handler);
        sessions.add(session);
        shared.retries().join(handle, shared.loop().nanoTime());
        shared.metrics().sessionsOpened.increment();
        shared.metrics().sessionsActive.increment();
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
        shared.links().close();
    }

    /** What its sessions have in common; for tests. */
    Shared shared() {
        return shared;
    }

    private final class Sessions implements PoolSession.Owner {
        @Override
        public void sessionOver(PoolSession session) {
            if (sessions.remove(session)) {
                shared.metrics().sessionsActive.decrement();
                shared.retries().leave(session.handle());
            }
        }

        @Override
        public void handlerFailed(PoolSession session, RuntimeException cause) {
            shared.metrics().handlerFailures.increment();
            failures.log(() -> "handler of a session of " + session.options().client() + " failed", cause);
        }
    }
}
