package io.rserpool.program.http;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/** Who answers which path. */
final class Routes implements Connection.Handler {
    private static final System.Logger LOG = System.getLogger(Routes.class.getName());

    /** Answers are made in memory: so many at a time. */
    private static final int AT_A_TIME = 2;

    private final Map<String, Route> exact = new ConcurrentHashMap<>();
    private final Map<String, Route> below = new ConcurrentHashMap<>();
    private final Semaphore turns = new Semaphore(AT_A_TIME, true);

    /** Makes answers. */
    interface Answer {
        /** {@return what makes the answer, once that is known} */
        CompletionStage<Supplier<HttpReply>> to(Request request);
    }

    private record Route(Set<String> methods, Answer answer) {}

    /** @param path ends with a slash = and all below that nobody else serves */
    void add(String path, Set<String> methods, Answer answer) {
        (path.endsWith("/") ? below : exact).put(path, new Route(Set.copyOf(methods), answer));
    }

    @Override
    public ClassicHttpResponse answer(ClassicHttpRequest request, InetAddress from, Runnable clientWaits)
            throws IOException {
        URI uri;
        try {
            uri = new URI(request.getRequestUri());
        } catch (URISyntaxException e) {
            return response(HttpReply.text(400, "bad request\n"));
        }
        var path = Optional.ofNullable(uri.getPath()).orElse("");
        var prefix = exact.containsKey(path) ? path : prefix(path);
        var route = exact.getOrDefault(path, below.get(prefix));
        if (route == null) {
            return response(HttpReply.text(404, "not found\n"));
        }
        if (!route.methods().contains(request.getMethod())) {
            var refusal = response(HttpReply.text(405, "method not allowed\n"));
            refusal.setHeader("Allow", String.join(", ", route.methods()));
            return refusal;
        }
        var asked = new Request(
                caller(request, uri, from), request.getMethod(), path.substring(prefix.length()), body(request));
        return response(reply(uri, route.answer(), asked, clientWaits));
    }

    private static String prefix(String path) {
        return path.substring(0, path.indexOf('/', 1) + 1);
    }

    private static Caller caller(ClassicHttpRequest request, URI uri, InetAddress from) {
        return new Caller(
                from,
                name -> Optional.ofNullable(request.getFirstHeader(name)).map(h -> h.getValue()),
                name -> Query.first(uri.getRawQuery(), name));
    }

    private static InputStream body(ClassicHttpRequest request) throws IOException {
        var entity = request.getEntity();
        return entity == null ? InputStream.nullInputStream() : entity.getContent();
    }

    private HttpReply reply(URI uri, Answer answer, Request request, Runnable clientWaits) {
        try {
            var stage = answer.to(request);
            clientWaits.run();
            var text = stage.toCompletableFuture().join();
            turns.acquireUninterruptibly();
            try {
                return text.get();
            } finally {
                turns.release();
            }
        } catch (RuntimeException e) {
            var cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            LOG.log(Level.WARNING, "management request " + uri.getPath() + " failed", cause);
            return HttpReply.text(500, "internal error\n");
        }
    }

    private static ClassicHttpResponse response(HttpReply reply) {
        var response = new BasicClassicHttpResponse(reply.status());
        var body = reply.content();
        if (body.length > 0) {
            response.setEntity(new ByteArrayEntity(body, ContentType.parse(reply.contentType())));
        }
        return response;
    }
}
