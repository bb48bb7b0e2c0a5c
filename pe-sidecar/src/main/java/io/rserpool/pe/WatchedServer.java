package io.rserpool.pe;

import io.rserpool.pe.ServerProbe.Result;
import io.rserpool.transport.diag.SocketDiag;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.RepeatedLog;
import io.rserpool.transport.tcp.TcpConnection;
import io.rserpool.transport.tcp.TcpStack;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** The server of a pool: everything that is known of its life, and every verdict about it. */
final class WatchedServer {
    private static final System.Logger LOG = System.getLogger(WatchedServer.class.getName());

    private final ServedPool.Settings settings;
    private final ServerSight sight;
    private final ServerLooks looks;
    private final HealthChecker health;
    private final ServerRuns runs;
    private final EndOfServer ends;
    private final RepeatedLog shortages;
    private final RepeatedLog failures;
    private boolean listened;
    private final LongAdder deaths = new LongAdder();
    private final LongAdder notConnected = new LongAdder();
    private final Map<ServerVerdict.Outcome, Map<ServerVerdict.Evidence, LongAdder>> verdicts =
            new EnumMap<>(ServerVerdict.Outcome.class);

    WatchedServer(ServedPool.Settings settings, TcpStack stack, HealthChecker.Listener listener) {
        this(settings, stack, KernelSight.of(new SocketDiag(), settings.server()), listener);
    }

    WatchedServer(ServedPool.Settings settings, TcpStack stack, ServerSight sight, HealthChecker.Listener listener) {
        var loop = stack.eventLoop();
        this.settings = settings;
        this.sight = sight;
        this.looks = new ServerLooks(sight, new ServerProbe(stack, settings.server()), settings.health());
        this.shortages = log(loop);
        this.failures = log(loop);
        this.health = new HealthChecker(looks::check, settings.health(), loop, withLog(listener));
        this.runs = new ServerRuns(sight, loop, () -> health.seenDead(ServerVerdict.Evidence.NOBODY.text()));
        this.ends = new EndOfServer(looks, loop, settings.endConfirmation(), this::seenDead);
        for (var outcome : ServerVerdict.Outcome.values()) {
            var counts = new EnumMap<ServerVerdict.Evidence, LongAdder>(ServerVerdict.Evidence.class);
            for (var evidence : ServerVerdict.Evidence.values()) {
                counts.put(evidence, new LongAdder());
            }
            verdicts.put(outcome, counts);
        }
    }

    /** Checks it in another way from now on. */
    void use(HealthChecker.Settings changed) {
        looks.use(changed);
        health.use(changed);
    }

    private static RepeatedLog log(EventLoop loop) {
        return new RepeatedLog(loop, LOG, Level.WARNING);
    }

    private HealthChecker.Listener withLog(HealthChecker.Listener listener) {
        return new HealthChecker.Listener() {
            @Override
            public void onHealthy() {
                listener.onHealthy();
            }

            @Override
            public void onUnhealthy(String cause, boolean nobodyListens) {
                listener.onUnhealthy(cause, nobodyListens);
            }

            @Override
            public void onNotChecked(String cause) {
                shortages.log(
                        () -> "pool %s: the health of server %s could not be checked, which says nothing of it: %s"
                                .formatted(settings.name(), settings.server(), cause));
            }
        };
    }

    void start() {
        health.start();
    }

    /** Stops checking; sessions are still judged. */
    void close() {
        health.close();
    }

    /** Whether somebody has listened at its port since the start of this program: now, or when it was asked before. */
    boolean hasListened() {
        listened |=
                health.healthy() || sight.listeners().filter(l -> !l.isEmpty()).isPresent();
        return listened;
    }

    /** Whether somebody listens, as far as that is known. */
    boolean listens() {
        return sight.listeners().map(l -> !l.isEmpty()).orElseGet(() -> !health.nobodyListens());
    }

    /** Why it is not healthy; empty if it is. */
    String complaint() {
        if (health.healthy()) {
            return "";
        }
        return health.nobodyListens()
                ? "nobody listens on port " + settings.server().getPort()
                : "the health check fails: " + health.cause();
    }

    HealthChecker health() {
        return health;
    }

    LongAdder deaths() {
        return deaths;
    }

    /** Sessions that were sent elsewhere because this side could not connect them. */
    LongAdder notConnected() {
        return notConnected;
    }

    /** Goes through the numbers of verdicts; callable from any thread. */
    void verdicts(BiConsumer<ServerVerdict, LongAdder> each) {
        verdicts.forEach((outcome, counts) ->
                counts.forEach((evidence, count) -> each.accept(new ServerVerdict(outcome, evidence, ""), count)));
    }

    ServerRuns.Run join(ServerRuns.Member session) {
        return runs.join(session);
    }

    void leave(ServerRuns.Run run, ServerRuns.Member session) {
        runs.leave(run, session);
    }

    boolean holds(TcpConnection connection) {
        return sight.holds(connection);
    }

    boolean hasEndedSendingOnly(TcpConnection connection) {
        return sight.hasEndedSendingOnly(connection);
    }

    void judge(ServerEnd end) {
        ends.judge(end);
    }

    /** It has answered a connection that was made at this time. */
    void serves(long connectedAt) {
        ends.serves(connectedAt);
    }

    /** Counts a verdict and logs failures. */
    void judged(ServerVerdict verdict, Supplier<String> text) {
        Objects.requireNonNull(
                        Objects.requireNonNull(verdicts.get(verdict.outcome())).get(verdict.evidence()))
                .increment();
        if (verdict.outcome() == ServerVerdict.Outcome.FAILED || verdict.outcome() == ServerVerdict.Outcome.DEAD) {
            failures.log(() -> "pool %s: session %s".formatted(settings.name(), text.get()));
        }
    }

    /**
     * A session's connection could not be made.
     *
     * @return whether that is the server's failure; else it is nothing that it could help
     */
    boolean connectFailed(IOException cause) {
        var result = ServerProbe.failure(cause);
        if (result instanceof Result.Refused(var text)) {
            seenDead(text);
            return true;
        }
        notConnected.increment();
        shortages.log(() -> "pool %s: sessions go elsewhere, since they cannot be connected to server %s: %s"
                .formatted(settings.name(), settings.server(), cause.getMessage()));
        return false;
    }

    private void seenDead(String text) {
        if (health.healthy()) {
            deaths.increment();
        }
        health.seenDead(text);
    }
}
