package io.rserpool.endpoint.user;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.asap.PoolDirectory;
import io.rserpool.endpoint.asap.PooledElement;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.asap.SuspectElements;
import io.rserpool.endpoint.failover.JournalBudget;
import io.rserpool.endpoint.session.Session;
import io.rserpool.endpoint.session.SessionHandler;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.RepeatedLog;
import io.rserpool.transport.sctp.SctpTransport;
import java.lang.System.Logger.Level;
import java.time.Duration;
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

    private static final Duration RECENT = Duration.ofSeconds(3);
    private static final Duration ANY_AGE = Duration.ofDays(1);

    private final EventLoop loop;
    private final PoolUserOptions options;
    private final Registrars registrars;
    private final EndpointMetrics metrics;
    private final SuspectElements suspects;
    private final PoolDirectory directory;
    private final ElementLinks links;
    private final JournalBudget journals;
    private final RepeatedLog failures;
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
        this.failures = new RepeatedLog(loop, LOG, Level.ERROR);
        this.journals = new JournalBudget(options.journalBudget());
        this.metrics = metrics;
        var multiHomed = transport.localAddresses().size() > 1;
        this.suspects = new SuspectElements(loop, metrics);
        this.directory = new PoolDirectory(registrars, suspects, multiHomed, options.elementUdpPort(), random);
        this.links = new ElementLinks(transport, options, suspects, metrics, this::reportUnreachable);
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

    /** How old a resolution may be for the first element of a session that has another way: any while no registrar would tell a newer one. */
    Duration impatientAge(PoolHandle handle) {
        return registrars.answers() ? directory.usualAge(handle) : ANY_AGE;
    }

    /** How old a resolution may be if somebody must not wait for a registrar without need. */
    Duration urgentAge() {
        return registrars.answers() ? RECENT : ANY_AGE;
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

    SuspectElements suspects() {
        return suspects;
    }

    PoolDirectory directory() {
        return directory;
    }

    void handlerFailed(PoolSession session, RuntimeException cause) {
        metrics.handlerFailures.increment();
        failures.log(() -> "handler of a session of " + session.options().client() + " failed", cause);
    }

    JournalBudget journals() {
        return journals;
    }

    ElementLinks links() {
        return links;
    }

    void sessionOver(PoolSession session) {
        if (sessions.remove(session)) {
            metrics.sessionsActive.decrement();
        }
    }

    /** Elements that are dead as far as one can see (RFC 5352 section 3.5). */
    void reportUnreachable(Set<PooledElement> elements) {
        elements.forEach(element -> registrars.reportUnreachable(element.handle(), element.identifier()));
    }
}
