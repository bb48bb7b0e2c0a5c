package io.rserpool.program.http;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The management HTTP of a program: {@code /q/health}, {@code /q/health/live}, {@code /q/health/ready}, {@code /q/metrics}, and pages of its
 * own. Each connection has a virtual thread, so none waits for another; {@link Connections} says how many there may be.
 */
public final class ManagementServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ManagementServer.class.getName());
    /** A connection that finds no place here is asked for again after 1 s. */
    private static final int BACKLOG = 1024;

    private static final Set<String> READ = Set.of("GET", "HEAD");

    /** Between two looks for those that are late, if there are connections. */
    private static final int LOOK_MILLIS = 500;

    /** Without descriptors none can be accepted. */
    private static final Duration RECOVERY = Duration.ofMillis(100);

    private static final String DISPLACED = "displaced";
    private static final String CROWDED = "crowded";
    private static final String LATE = "late";
    private static final String PAGE = "page";

    private final ServerSocket server;
    private final PageGate gate;
    private final PrometheusRegistry metrics;
    private final Health health = new Health();
    private final Routes routes = new Routes();
    private final LabelledCounts refusals = new LabelledCounts(CROWDED, DISPLACED, LATE, PAGE);
    private final Connections connections = new Connections(() -> refusals.count(DISPLACED));

    private ManagementServer(ServerSocket server, PrometheusRegistry metrics, PageGate gate) {
        this.server = server;
        this.metrics = metrics;
        this.gate = gate;
        plain("/q/health", caller -> health.allReply(gate.admits(caller)));
        plain("/q/health/live", caller -> health.liveReply(gate.admits(caller)));
        plain("/q/health/ready", caller -> health.readyReply(gate.admits(caller)));
        plain("/q/metrics", caller -> exposition());
        CounterWithCallback.builder()
                .name("rserpool_management_refusals_total")
                .help("Management: pages refused, and connections that were too many, gave their place, or were late")
                .labelNames("reason")
                .callback(callback -> refusals.each((reason, number) -> callback.call(number, reason)))
                .register(metrics);
    }

    /**
     * Binds the port; call {@link #start} when the pages are there.
     *
     * @param port TCP port, 0 = any free one
     * @param gate who is shown JSON pages, and the details of health
     * @throws UncheckedIOException the port cannot be bound; the message says which and why
     */
    public static ManagementServer bind(InetAddress address, int port, PrometheusRegistry metrics, PageGate gate) {
        try {
            return new ManagementServer(new ServerSocket(port, BACKLOG, address), metrics, gate);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "management port %s:%d cannot be bound: %s"
                            .formatted(address.getHostAddress(), port, e.getMessage()),
                    e);
        }
    }

    /** The checks, to add to. */
    public Health health() {
        return health;
    }

    /** The registry behind {@code /q/metrics}. */
    public PrometheusRegistry metrics() {
        return metrics;
    }

    /** The port it is bound to. */
    public int port() {
        return server.getLocalPort();
    }

    /** Serves JSON on GET from what {@link Json#render} takes, to those whom the gate admits. The supplier must not block. */
    public ManagementServer json(String path, Supplier<Object> value) {
        return jsonAsync(path, caller -> CompletableFuture.completedFuture(value.get()));
    }

    /** Serves JSON on GET once the future is complete, by any thread; the text is made on the connection's thread. */
    public ManagementServer jsonAsync(String path, Supplier<? extends CompletionStage<?>> value) {
        return jsonAsync(path, caller -> value.get());
    }

    /** As above, for pages that depend on who asks for what. */
    public ManagementServer jsonAsync(String path, Function<Caller, ? extends CompletionStage<?>> value) {
        routes.add(path, READ, request -> {
            if (!gate.admits(request.caller())) {
                refusals.count(PAGE);
                return CompletableFuture.completedFuture(() -> PageGate.REFUSAL);
            }
            return value.apply(request.caller()).thenApply(result -> () -> HttpReply.json(200, result));
        });
        return this;
    }

    private void plain(String path, Function<Caller, HttpReply> reply) {
        routes.add(path, READ, request -> CompletableFuture.completedFuture(() -> reply.apply(request.caller())));
    }

    /**
     * Serves a path, to everybody: the handler has to look at its caller.
     *
     * @param path exact path
     * @param methods those allowed; others get 405
     * @param handler completes the returned future when it can, on any thread
     */
    public ManagementServer handle(
            String path, Set<String> methods, Function<Caller, CompletionStage<HttpReply>> handler) {
        routes.add(path, methods, request -> handler.apply(request.caller()).thenApply(reply -> () -> reply));
        return this;
    }

    /**
     * Serves the paths that begin with a prefix and are served by nothing else, to everybody.
     *
     * @param prefix of one part, ends with a slash
     * @param methods those allowed; others get 405
     * @param handler as above; it may read the request's body
     */
    public ManagementServer handleBelow(
            String prefix, Set<String> methods, Function<Request, CompletionStage<HttpReply>> handler) {
        routes.add(prefix, methods, request -> handler.apply(request).thenApply(reply -> () -> reply));
        return this;
    }

    private HttpReply exposition() {
        var out = new ByteArrayOutputStream(8192);
        try {
            PrometheusTextFormatWriter.create().write(out, metrics.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HttpReply.of(200, PrometheusTextFormatWriter.CONTENT_TYPE, out.toString(StandardCharsets.UTF_8));
    }

    /** Serves from now on. */
    public ManagementServer start() {
        Thread.ofPlatform().daemon().name("management").start(this::serve);
        return this;
    }

    private void serve() {
        long looked = System.nanoTime();
        while (!server.isClosed()) {
            accept();
            if (System.nanoTime() - looked > LOOK_MILLIS * 1_000_000L) {
                looked = System.nanoTime();
                connections.cutLate(() -> refusals.count(LATE));
            }
        }
    }

    private void accept() {
        try {
            server.setSoTimeout(connections.isEmpty() ? 0 : LOOK_MILLIS);
            var socket = server.accept();
            var connection = new Connection(socket, routes, connections);
            if (connections.admit(connection)) {
                Thread.ofVirtual().name("management").start(connection);
            } else {
                refusals.count(CROWDED);
                connection.cut();
            }
        } catch (SocketTimeoutException e) {
            // It is time to look.
        } catch (IOException e) {
            if (!server.isClosed()) {
                LOG.log(Level.DEBUG, "management connection not accepted", e);
                LockSupport.parkNanos(RECOVERY.toNanos());
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "management port", e);
        }
        connections.cutAll();
    }
}
