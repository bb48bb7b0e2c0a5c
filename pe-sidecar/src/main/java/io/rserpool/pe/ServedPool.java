package io.rserpool.pe;

import io.rserpool.endpoint.DirectOptions;
import io.rserpool.endpoint.IncomingSession;
import io.rserpool.endpoint.PoolElement;
import io.rserpool.pe.PeConfig.PolicyName;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.transport.tcp.TcpStack;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/** A pool that the server is an element of: registered while the server is healthy, with its sessions. */
final class ServedPool {
    /**
     * @param name for people
     * @param identifier empty = a random one
     * @param capacity most sessions, 0 = no limit
     * @param direct for users that do not multiplex
     * @param businessCard whether users are told where to fail over to
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
            Duration endConfirmation) {}

    private static final Logger LOG = Logger.getLogger(ServedPool.class);

    private final Settings settings;
    private final PeIdentifier identifier;
    private final TcpStack stack;
    private final RegisteredElement element;
    private final WatchedServer server;
    private final LoadReport load;
    private final Set<ServerSession> sessions = new LinkedHashSet<>();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private Runnable whenEmpty = () -> {};
    private boolean draining;

    ServedPool(
            Settings settings, PeIdentifier identifier, TcpStack stack, RegisteredElement.Registration registration) {
        this.settings = settings;
        this.identifier = identifier;
        this.stack = stack;
        this.element = new RegisteredElement(settings, identifier, stack.eventLoop(), registration);
        this.server = new WatchedServer(settings, stack, element);
        this.load = new LoadReport(settings, sessions::size, element::updatePolicy, stack.eventLoop());
    }

    void start() {
        server.start();
        load.start();
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

    /** Takes a session that was opened for this pool, or refuses it. */
    IncomingSession.Handler open(IncomingSession session) {
        if (draining || full()) {
            rejected.increment();
            session.reset(
                    Reason.REJECTED,
                    draining ? "the element ends" : "the element has its " + settings.capacity() + " sessions");
            return IncomingSession.Handler.IGNORE;
        }
        accepted.increment();
        var served = new ServerSession(session, this, stack, settings.server());
        sessions.add(served);
        load.sessionsChanged();
        return served;
    }

    private boolean full() {
        return settings.capacity() > 0 && sessions.size() >= settings.capacity();
    }

    void ended(ServerSession session) {
        if (sessions.remove(session)) {
            load.sessionsChanged();
            if (sessions.isEmpty()) {
                whenEmpty.run();
            }
        }
    }

    /**
     * Registers no more, waits for the sessions, and sends those that last too long to other elements.
     *
     * @param timeout how long they may last
     * @param done called once it is deregistered and no session is left
     */
    void drain(Duration timeout, Runnable done) {
        draining = true;
        server.close();
        load.close();
        var deregistered = new CompletableFuture<Void>();
        var empty = new CompletableFuture<Void>();
        CompletableFuture.allOf(deregistered, empty).thenRun(done);
        element.leave(() -> deregistered.complete(null));
        if (sessions.isEmpty()) {
            empty.complete(null);
            return;
        }
        LOG.infof("pool %s: draining %d sessions for at most %s", settings.name(), sessions.size(), timeout);
        var timer = stack.eventLoop().schedule(timeout, this::giveUpAll);
        whenEmpty = () -> {
            timer.cancel();
            empty.complete(null);
        };
    }

    private void giveUpAll() {
        LOG.infof("pool %s: %d sessions go to other elements", settings.name(), sessions.size());
        sessions().forEach(session -> session.giveUp("the element ends"));
    }
}
