package io.rserpool.pu;

import io.rserpool.endpoint.PoolUser;
import io.rserpool.endpoint.SessionOptions;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.transport.RepeatedLog;
import io.rserpool.transport.tcp.TcpConnection;
import io.rserpool.transport.tcp.TcpHandler;
import io.rserpool.transport.tcp.TcpListener;
import io.rserpool.transport.tcp.TcpStack;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A pool with the address where its clients connect, and the connections that are there now. */
final class UsedPool {
    /**
     * @param name for people
     * @param options of its sessions, the client's address not yet filled in
     */
    record Settings(
            String name, PoolHandle handle, InetSocketAddress listen, SessionOptions options, int maxSessions) {}

    private static final System.Logger LOG = System.getLogger(UsedPool.class.getName());
    private static final AtomicLong SESSION_IDS = new AtomicLong();

    /** How long one without an element is kept whose client has ended without a byte. */
    private static final Duration IDLE_LIFE = Duration.ofSeconds(1);

    private final Settings settings;
    private final TcpStack tcp;
    private final PoolUser user;
    private final Consumer<Failover> failovers;
    private final Set<ClientSession> sessions = new LinkedHashSet<>();
    /** Those whose clients ended without a byte before there was an element, oldest first: probes, mostly. */
    private final Set<ClientSession> idle = new LinkedHashSet<>();

    private final LongAdder opened = new LongAdder();
    private final LongAdder dismissed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder toPool = new LongAdder();
    private final LongAdder toClients = new LongAdder();
    private @Nullable TcpListener listener;
    private final RepeatedLog full;
    private final RepeatedLog losses;
    private final RepeatedLog dismissals;
    private final RepeatedLog unprotected;

    UsedPool(Settings settings, TcpStack tcp, PoolUser user, Consumer<Failover> failovers) {
        this.settings = settings;
        this.tcp = tcp;
        this.user = user;
        this.failovers = failovers;
        this.full = new RepeatedLog(tcp.eventLoop(), LOG, Level.WARNING);
        this.dismissals = new RepeatedLog(tcp.eventLoop(), LOG, Level.WARNING);
        this.losses = new RepeatedLog(tcp.eventLoop(), LOG, Level.WARNING);
        this.unprotected = new RepeatedLog(tcp.eventLoop(), LOG, Level.WARNING);
    }

    /** Listens for clients from now on. */
    void listen() throws IOException {
        listener = tcp.listen(settings.listen(), this::accept);
    }

    Settings settings() {
        return settings;
    }

    List<ClientSession> sessions() {
        return new ArrayList<>(sessions);
    }

    int sessionCount() {
        return sessions.size();
    }

    LongAdder opened() {
        return opened;
    }

    LongAdder refused() {
        return refused;
    }

    LongAdder lost() {
        return lost;
    }

    LongAdder toPool() {
        return toPool;
    }

    LongAdder toClients() {
        return toClients;
    }

    /** Connections that were ended for want of an element, and of anything to say. */
    LongAdder dismissed() {
        return dismissed;
    }

    /** The session's client has ended without a byte, and there is no element: it waits a moment, or while there is room. */
    void isIdle(ClientSession session) {
        idle.add(session);
        tcp.eventLoop().schedule(IDLE_LIFE, () -> dismiss(session));
    }

    void isServed(ClientSession session) {
        idle.remove(session);
    }

    private void dismiss(ClientSession session) {
        if (idle.remove(session)) {
            dismissed.increment();
            dismissals.log(
                    () -> "pool %s: there is no element; client %s ended without a byte and is not kept, %d so far"
                            .formatted(settings.name(), session.client(), dismissed.sum()));
            session.dismiss();
        }
    }

    private TcpHandler accept(TcpConnection client) {
        if (sessions.size() >= settings.maxSessions() && !idle.isEmpty()) {
            dismiss(idle.iterator().next());
        }
        if (sessions.size() >= settings.maxSessions()) {
            refused.increment();
            full.log(() -> "pool %s: %d connections are the limit (max-sessions); others are refused, %d so far"
                    .formatted(settings.name(), settings.maxSessions(), refused.sum()));
            client.reset();
            return TcpHandler.IGNORE;
        }
        opened.increment();
        var session = new ClientSession(SESSION_IDS.incrementAndGet(), this, client, tcp.eventLoop());
        sessions.add(session);
        session.open(user);
        return session;
    }

    /** A client was reset: there was no element, or none that could go on. */
    void lost(Supplier<String> line) {
        lost.increment();
        losses.log(line);
    }

    /** A session will not survive the death of its element. */
    void unprotected(Supplier<String> line) {
        unprotected.log(line);
    }

    void ended(ClientSession session) {
        sessions.remove(session);
        idle.remove(session);
    }

    void failedOver(Failover failover) {
        failovers.accept(failover);
    }

    void close() {
        if (listener != null) {
            listener.close();
        }
    }
}
