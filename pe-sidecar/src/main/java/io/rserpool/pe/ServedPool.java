package io.rserpool.pe;

import io.rserpool.endpoint.asap.PoolElement;
import io.rserpool.endpoint.element.CookieRefused;
import io.rserpool.endpoint.element.StateCookies;
import io.rserpool.endpoint.session.DirectOptions;
import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.RepeatedLog;
import io.rserpool.transport.tcp.TcpStack;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A pool that the server is an element of: registered while the server is healthy, with its sessions. */
final class ServedPool {
    /**
     * @param name for people
     * @param identifier empty = a random one
     * @param capacity most sessions, 0 = no limit
     * @param direct for users that do not multiplex
     * @param businessCard whether users are told where to fail over to
     * @param cookieKeys keys of the pool for the cookies that its servers leave, the first signs; none = they leave none
     * @param returnAfter after a drain began: a server that lives on by then was not meant to end
     */
    record Settings(
            String name,
            PoolHandle handle,
            Optional<PeIdentifier> identifier,
            InetSocketAddress server,
            PolicyName policy,
            int capacity,
            DirectOptions direct,
            boolean businessCard,
            HealthChecker.Settings health,
            Duration drainTimeout,
            Duration returnAfter,
            Duration endConfirmation,
            List<byte[]> cookieKeys) {}

    private static final Logger LOG = Logger.getLogger(ServedPool.class);

    private Settings settings;
    private final InetSocketAddress address;
    private final PeIdentifier identifier;
    private final TcpStack stack;
    private final RegisteredElement element;
    private final WatchedServer server;
    private final LoadReport load;
    private final Set<ServerSession> sessions = new LinkedHashSet<>();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final Complaints complaints;
    private final StateCookies cookies;
    private final CookieCounts cookieCounts = new CookieCounts();
    private final RepeatedLog refusedCookies;

    /** By the port from which they are connected to the server. */
    private final Map<Integer, ServerSession> byPort = new HashMap<>();

    private final Map<ServerSession, CompletableFuture<Void>> connecting = new HashMap<>();

    /** Complete when it is deregistered and without sessions; null while it serves. */
    private @Nullable CompletableFuture<Void> departure;

    private CompletableFuture<Void> emptied = new CompletableFuture<>();
    private EventLoop.@Nullable Timer lastCall;
    private EventLoop.@Nullable Timer returning;
    private boolean stopped;

    ServedPool(
            Settings settings, PeIdentifier identifier, TcpStack stack, RegisteredElement.Registration registration) {
        this.settings = settings;
        this.address = settings.server();
        this.identifier = identifier;
        this.stack = stack;
        this.element = new RegisteredElement(settings, identifier, stack.eventLoop(), registration, this::otherRun);
        this.server = new WatchedServer(settings, stack, element);
        this.load = new LoadReport(settings, sessions::size, element::updatePolicy, stack.eventLoop());
        this.complaints = new Complaints(settings.name(), this::whyNotRegistered, stack.eventLoop());
        this.cookies = new StateCookies(settings.handle(), settings.cookieKeys());
        this.refusedCookies = new RepeatedLog(
                stack.eventLoop(), System.getLogger(ServedPool.class.getName()), System.Logger.Level.WARNING);
    }

    void start() {
        server.start();
        load.start();
        complaints.start();
    }

    /** Why no registrar sends users here, in words; empty if they do. */
    String whyNotRegistered() {
        if (element.state() == PoolElement.State.REGISTERED) {
            return "";
        }
        var ofServer = server.complaint();
        return ofServer.isEmpty() || departure != null ? element.complaint() : ofServer;
    }

    /** Live keys have other values: for what begins from now on, and the health of the server. */
    void use(Settings changed) {
        settings = changed;
        server.use(changed.health());
        element.use(changed);
        load.use(changed);
    }

    Settings settings() {
        return settings;
    }

    PeIdentifier identifier() {
        return identifier;
    }

    Policy policy() {
        return element.policy();
    }

    /** 0 to 1; that of a policy that knows no load is the share of the capacity, 0 without one. */
    double load() {
        if (element.policy() instanceof Policy.LeastUsed used) {
            return Integer.toUnsignedLong(used.load()) / (double) 0xffffffffL;
        }
        return settings.capacity() == 0 ? 0 : Math.min(1, (double) sessionCount() / settings.capacity());
    }

    PoolElement.State state() {
        return element.state();
    }

    boolean healthy() {
        return server.health().healthy();
    }

    String healthCause() {
        return healthy() ? "healthy" : server.health().cause();
    }

    /** Whether its element is registered though checks of the server fail. */
    boolean kept() {
        return element.kept();
    }

    List<ServerSession> sessions() {
        return new ArrayList<>(sessions);
    }

    int sessionCount() {
        return sessions.size();
    }

    LongAdder accepted() {
        return accepted;
    }

    LongAdder rejected() {
        return rejected;
    }

    WatchedServer server() {
        return server;
    }

    StateCookies cookies() {
        return cookies;
    }

    CookieCounts cookieCounts() {
        return cookieCounts;
    }

    /** Counts and logs a cookie that is not taken. */
    void refused(CookieRefused refused, String whose) {
        cookieCounts.refused(refused.kind());
        refusedCookies.log(
                () -> "pool %s: cookie of %s refused: %s".formatted(settings.name(), whose, refused.getMessage()));
    }

    /** The session that is connected to the server from this port; it may be one of those {@link #connecting}. */
    Optional<ServerSession> session(int port) {
        return Optional.ofNullable(byPort.get(port));
    }

    /** Complete when it is known what becomes of the connections that are being made now; a server may see them earlier. */
    CompletableFuture<Void> connecting() {
        return CompletableFuture.allOf(connecting.values().toArray(CompletableFuture[]::new));
    }

    /** The session is connected to the server. */
    void connected(ServerSession session) {
        byPort.put(session.port(), session);
        settled(session);
    }

    private void settled(ServerSession session) {
        var known = connecting.remove(session);
        if (known != null) {
            known.complete(null);
        }
    }

    /** Takes a session that was opened for this pool, or refuses it. */
    IncomingSession.Handler open(IncomingSession session) {
        if (departure != null || full()) {
            rejected.increment();
            session.reset(
                    Reason.REJECTED,
                    departure != null
                            ? "the element ends"
                            : "the element has its " + settings.capacity() + " sessions");
            return IncomingSession.Handler.IGNORE;
        }
        accepted.increment();
        var served = new ServerSession(session, this, stack, address);
        sessions.add(served);
        connecting.put(served, new CompletableFuture<>());
        load.sessionsChanged();
        return served;
    }

    private boolean full() {
        return settings.capacity() > 0 && sessions.size() >= settings.capacity();
    }

    void ended(ServerSession session) {
        if (sessions.remove(session)) {
            byPort.remove(session.port(), session);
            settled(session);
            load.sessionsChanged();
            if (sessions.isEmpty()) {
                emptied.complete(null);
            }
        }
    }

    /**
     * Registers no more, waits for the sessions, and sends those that last too long to other elements. A second call joins the first. The
     * element comes back with another run of the server, or if the server lives on.
     *
     * @return complete once it is deregistered and no session is left
     */
    CompletableFuture<Void> drain() {
        if (departure == null) {
            departure = depart(settings.drainTimeout());
            returning = stack.eventLoop().schedule(settings.returnAfter(), () -> comeBack("its server lives on"));
        }
        return departure;
    }

    /** Leaves for good, and sends the sessions to other elements at once. */
    CompletableFuture<Void> stop() {
        stopped = true;
        server.close();
        load.close();
        complaints.close();
        cancel(returning);
        if (departure == null) {
            departure = depart(Duration.ZERO);
        } else {
            giveUpAll();
        }
        return departure;
    }

    private CompletableFuture<Void> depart(Duration timeout) {
        var deregistered = new CompletableFuture<Void>();
        emptied = new CompletableFuture<>();
        element.leave(() -> deregistered.complete(null));
        if (sessions.isEmpty()) {
            emptied.complete(null);
        } else {
            LOG.infof("pool %s: draining %d sessions for at most %s", settings.name(), sessions.size(), timeout);
            lastCall = stack.eventLoop().schedule(timeout, this::giveUpAll);
        }
        return CompletableFuture.allOf(deregistered, emptied);
    }

    private void otherRun() {
        comeBack("another run of its server is healthy");
    }

    private void comeBack(String why) {
        if (departure == null || stopped) {
            return;
        }
        LOG.infof("pool %s: was drained, and comes back: %s", settings.name(), why);
        cancel(returning);
        cancel(lastCall);
        departure = null;
        element.comeBack();
    }

    private static void cancel(EventLoop.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    private void giveUpAll() {
        LOG.infof("pool %s: %d sessions go to other elements", settings.name(), sessions.size());
        sessions().forEach(session -> session.giveUp("the element ends"));
    }
}
