package io.rserpool.pu;

import io.rserpool.endpoint.asap.AddressResolver;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.endpoint.user.PoolUser;
import io.rserpool.program.http.LabelledCounts;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.transport.loop.RepeatedLog;
import io.rserpool.transport.tcp.TcpConnection;
import io.rserpool.transport.tcp.TcpHandler;
import io.rserpool.transport.tcp.TcpListener;
import io.rserpool.transport.tcp.TcpStack;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A pool with the address where its clients connect, and the connections that are there now. */
final class UsedPool {
    /**
     * @param name for people
     * @param options of its sessions, the client's address not yet filled in
     * @param service where connections go that no element serves; null = nowhere
     */
    record Settings(
            String name,
            PoolHandle handle,
            InetSocketAddress listen,
            SessionOptions options,
            int maxSessions,
            @Nullable ServiceTarget service) {}

    private static final System.Logger LOG = System.getLogger(UsedPool.class.getName());
    private static final SessionIds SESSION_IDS = new SessionIds();

    /** Beside those of elements; so that they do not take the heap. */
    private static final int MOST_STRAIGHT = 4096;

    /** How long one without an element is kept whose client has ended without a byte. */
    private static final Duration IDLE_LIFE = Duration.ofSeconds(1);

    private Settings settings;
    private final TcpStack tcp;
    private final PoolUser user;
    private final Consumer<Failover> failovers;
    private final ClientSight sight;
    private final Fallback fallback;
    private final Trials trials;
    private final @Nullable Service service;
    private final Set<ClientSession> sessions = new LinkedHashSet<>();
    /** Those whose clients ended without a byte before there was an element, oldest first: probes, mostly. */
    private final Set<ClientSession> idle = new LinkedHashSet<>();

    private final LongAdder opened = new LongAdder();
    private final LongAdder dismissed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LabelledCounts lost = new LabelledCounts(ClientSession.NO_ELEMENT);
    private final LongAdder fallbacks = new LongAdder();
    private final LongAdder toPool = new LongAdder();
    private final LongAdder toClients = new LongAdder();
    private @Nullable TcpListener listener;
    /** Of the sessions, those on their way to the Service or there. */
    private int straight;

    private final RepeatedLog excess;
    private final RepeatedLog losses;
    private final RepeatedLog dismissals;
    private final RepeatedLog unprotected;
    private final RepeatedLog ways;

    UsedPool(
            Settings settings,
            TcpStack tcp,
            PoolUser user,
            AddressResolver names,
            ClientSight sight,
            Consumer<Failover> failovers) {
        this.settings = settings;
        this.tcp = tcp;
        this.user = user;
        this.failovers = failovers;
        this.sight = sight;
        this.service = settings.service() == null ? null : new Service(settings.service(), names, tcp.eventLoop());
        this.fallback = new Fallback(tcp.eventLoop(), new Ways());
        this.trials = new Trials(
                tcp.eventLoop(), fallback, handler -> user.open(settings.handle(), settings.options(), handler));
        this.excess = new RepeatedLog(tcp.eventLoop(), LOG, Level.WARNING);
        this.dismissals = new RepeatedLog(tcp.eventLoop(), LOG, Level.WARNING);
        this.losses = new RepeatedLog(tcp.eventLoop(), LOG, Level.WARNING);
        this.unprotected = new RepeatedLog(tcp.eventLoop(), LOG, Level.WARNING);
        this.ways = new RepeatedLog(tcp.eventLoop(), LOG, Level.WARNING);
    }

    /** Listens for clients from now on. */
    void listen() throws IOException {
        listener = tcp.listen(settings.listen(), this::accept);
        if (service != null) {
            service.watch();
        }
    }

    /** Live keys have other values: for connections that come from now on. */
    void use(Settings changed) {
        settings = changed;
    }

    Settings settings() {
        return settings;
    }

    /** The failover mode, in lower case. */
    String mode() {
        return settings.options().mode().name().toLowerCase(Locale.ROOT);
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

    /** Clients that were reset because of a failure, by why their sessions did not go on. */
    LabelledCounts lost() {
        return lost;
    }

    /** How many of its sessions are protected now. */
    Coverage coverage() {
        return Coverage.of(sessions);
    }

    /** Connections that went to the Service for want of an element. */
    LongAdder fallbacks() {
        return fallbacks;
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
        if (isFull() && !idle.isEmpty()) {
            dismiss(idle.iterator().next());
        }
        boolean full = isFull();
        boolean toPool = !full && (!hasFallback() || fallback.tries());
        if (!toPool && (!hasFallback() || straight >= MOST_STRAIGHT)) {
            refuse(client);
            return TcpHandler.IGNORE;
        }
        opened.increment();
        var session = new ClientSession(SESSION_IDS.next(), this, client, tcp.eventLoop());
        sessions.add(session);
        if (toPool) {
            session.open(user);
            return session;
        }
        if (full) {
            excess.log(() -> "pool %s: %d connections are the limit (max-sessions); others go to %s directly"
                    .formatted(settings.name(), settings.maxSessions(), settings.service()));
        }
        session.goStraight();
        return session;
    }

    private boolean isFull() {
        return sessions.size() - straight >= settings.maxSessions();
    }

    private void refuse(TcpConnection client) {
        refused.increment();
        excess.log(() -> "pool %s: %d connections are the limit (max-sessions)%s; others are refused, %d so far"
                .formatted(
                        settings.name(),
                        settings.maxSessions(),
                        hasFallback() ? ", and " + MOST_STRAIGHT + " to the Service" : "",
                        refused.sum()));
        client.reset();
    }

    /** Whether there is a Service to go to. */
    boolean hasFallback() {
        return service != null;
    }

    Fallback fallback() {
        return fallback;
    }

    /** A connection that went to the pool found no element. */
    void findsNoElement(String why) {
        fallback.failed(why);
        trials.begin();
    }

    /** Makes, but does not start, the way of a client's connection to the Service. */
    StraightConnection straight(
            TcpConnection client, @Nullable ByteBuffer early, boolean clientEnded, Consumer<String> over) {
        fallbacks.increment();
        straight++;
        return new StraightConnection(
                client, tcp, Objects.requireNonNull(service), early, clientEnded, new Straight(over));
    }

    /** Whether the client has closed its end of the connection. */
    boolean isGone(TcpConnection client) {
        return sight.isGone(client);
    }

    /**
     * A client was reset: there was no element, or none that could go on.
     *
     * @param reason label of a metric
     */
    void lost(String reason, Supplier<String> line) {
        lost.count(reason);
        losses.log(line);
    }

    /** A session will not survive the death of its element. */
    void unprotected(Supplier<String> line) {
        unprotected.log(line);
    }

    void ended(ClientSession session) {
        if (sessions.remove(session) && session.isStraight()) {
            straight--;
        }
        idle.remove(session);
    }

    void failedOver(Failover failover) {
        failovers.accept(failover);
    }

    void close() {
        if (listener != null) {
            listener.close();
        }
        trials.end();
    }

    /** Counts what is carried past the pool. */
    private final class Straight implements StraightConnection.Owner {
        private final Consumer<String> over;

        Straight(Consumer<String> over) {
            this.over = over;
        }

        @Override
        public void toService(int bytes) {
            toPool.add(bytes);
        }

        @Override
        public void toClient(int bytes) {
            toClients.add(bytes);
        }

        @Override
        public void over(String failure) {
            over.accept(failure);
        }
    }

    /** Tells people which way connections go. */
    private final class Ways implements Fallback.Listener {
        @Override
        public void left(String why) {
            ways.log(() -> "pool %s: new connections %s: %s"
                    .formatted(
                            settings.name(),
                            hasFallback()
                                    ? "go to %s directly, and do not survive the death of their server"
                                            .formatted(settings.service())
                                    : "find no element, and have no other way",
                            why));
        }

        @Override
        public void back() {
            ways.log(() -> "pool %s: new connections go to its elements again".formatted(settings.name()));
        }
    }
}
