package io.rserpool.program.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The management HTTP of a program: {@code /q/health}, {@code /q/health/live}, {@code /q/health/ready},
 * {@code /q/metrics}, and pages of its own. Two threads serve it; what comes faster waits in a short
 * queue, then is refused. No request can hold a thread for long: slow ones are cut off, and handlers
 * that wait do so in their future.
 */
public final class ManagementServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ManagementServer.class.getName());
    private static final int THREADS = 2;
    private static final int QUEUE = 64;
    private static final int MAX_CONNECTIONS = 128;

    static {
        limit("sun.net.httpserver.maxReqTime", 5);
        limit("sun.net.httpserver.maxRspTime", 120);
        limit("sun.net.httpserver.idleInterval", 30);
        limit("sun.net.httpserver.maxIdleConnections", 16);
        limit("sun.net.httpserver.maxReqHeaders", 64);
        limit("sun.net.httpserver.maxReqHeaderSize", 16_384);
        limit("sun.net.httpserver.drainAmount", 65_536);
        limit("jdk.httpserver.maxConnections", MAX_CONNECTIONS);
    }

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final PrometheusRegistry metrics;
    private final Health health = new Health();

    private ManagementServer(HttpServer server, PrometheusRegistry metrics) {
        this.server = server;
        this.metrics = metrics;
        this.threads = pool();
        server.setExecutor(threads);
        page("/q/health", health::allReply);
        page("/q/health/live", health::liveReply);
        page("/q/health/ready", health::readyReply);
        page("/q/metrics", this::exposition);
    }

    /** The JDK reads its limits once, from system properties; one that the user set wins. */
    private static void limit(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(value));
        }
    }

    private static ThreadPoolExecutor pool() {
        var count = new AtomicInteger();
        var pool = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), task -> Thread.ofPlatform()
                        .daemon()
                        .name("management-" + count.incrementAndGet())
                        .unstarted(task));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Binds the port; call {@link #start} when the pages are there.
     *
     * @param port TCP port, 0 = any free one
     * @throws UncheckedIOException the port cannot be bound; the message says which and why
     */
    public static ManagementServer bind(InetAddress address, int port, PrometheusRegistry metrics) {
        try {
            return new ManagementServer(HttpServer.create(new InetSocketAddress(address, port), QUEUE), metrics);
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
        return server.getAddress().getPort();
    }

    /** Serves JSON on GET from what {@link Json#render} takes. The supplier runs on a management thread. */
    public ManagementServer json(String path, Supplier<Object> value) {
        return page(path, () -> HttpReply.json(200, value.get()));
    }

    /** Serves JSON on GET once the future is complete, by any thread; the text is made on a management thread. */
    public ManagementServer jsonAsync(String path, Supplier<? extends CompletionStage<?>> value) {
        return jsonAsync(path, caller -> value.get());
    }

    /** As above, for pages that depend on who asks for what. */
    public ManagementServer jsonAsync(String path, Function<Caller, ? extends CompletionStage<?>> value) {
        return handle(path, Set.of("GET", "HEAD"), caller -> value.apply(caller)
                .thenApplyAsync(result -> HttpReply.json(200, result), threads));
    }

    private ManagementServer page(String path, Supplier<HttpReply> reply) {
        return handle(path, Set.of("GET", "HEAD"), caller -> CompletableFuture.completedFuture(reply.get()));
    }

    /**
     * Serves a path.
     *
     * @param path exact path
     * @param methods those allowed; others get 405
     * @param handler called on a management thread, which it must not block: what takes time completes the
     *     returned future later
     */
    public ManagementServer handle(
            String path, Set<String> methods, Function<Caller, CompletionStage<HttpReply>> handler) {
        server.createContext(path, exchange -> {
            if (!exchange.getRequestURI().getPath().equals(path)) {
                send(exchange, HttpReply.text(404, "not found\n"));
            } else if (!methods.contains(exchange.getRequestMethod())) {
                refuse(exchange, methods);
            } else {
                call(exchange, () -> handler.apply(caller(exchange)));
            }
        });
        return this;
    }

    /**
     * Serves the paths that begin with a prefix and are served by nothing else.
     *
     * @param prefix ends with a slash
     * @param methods those allowed; others get 405
     * @param handler as above; whichever thread completes its future, the answer is sent by a management thread
     */
    public ManagementServer handleBelow(
            String prefix, Set<String> methods, Function<Request, CompletionStage<HttpReply>> handler) {
        server.createContext(prefix, exchange -> {
            if (methods.contains(exchange.getRequestMethod())) {
                var below = exchange.getRequestURI().getPath().substring(prefix.length());
                var request =
                        new Request(caller(exchange), exchange.getRequestMethod(), below, exchange.getRequestBody());
                call(exchange, () -> handler.apply(request).thenApplyAsync(reply -> reply, threads));
            } else {
                refuse(exchange, methods);
            }
        });
        return this;
    }

    private static Caller caller(HttpExchange exchange) {
        return new Caller(
                exchange.getRemoteAddress().getAddress(),
                name -> Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)),
                name -> Query.first(exchange.getRequestURI().getRawQuery(), name));
    }

    private static void refuse(HttpExchange exchange, Set<String> methods) {
        exchange.getResponseHeaders().set("Allow", String.join(", ", methods));
        send(exchange, HttpReply.text(405, "method not allowed\n"));
    }

    private static void call(HttpExchange exchange, Supplier<CompletionStage<HttpReply>> handler) {
        CompletionStage<HttpReply> answer;
        try {
            answer = handler.get();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        answer.whenComplete((reply, failure) -> {
            if (failure == null) {
                send(exchange, reply);
            } else {
                LOG.log(Level.WARNING, "management request " + exchange.getRequestURI() + " failed", failure);
                send(exchange, HttpReply.text(500, "internal error\n"));
            }
        });
    }

    private static void send(HttpExchange exchange, HttpReply reply) {
        try (exchange) {
            var body = reply.content();
            var head = exchange.getRequestMethod().equals("HEAD");
            exchange.getResponseHeaders().set("Content-Type", reply.contentType());
            exchange.sendResponseHeaders(reply.status(), head || body.length == 0 ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "management client went away", e);
        }
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
        server.start();
        return this;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
