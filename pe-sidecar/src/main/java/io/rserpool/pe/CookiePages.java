package io.rserpool.pe;

import io.rserpool.endpoint.element.CookieRefused;
import io.rserpool.program.http.HttpReply;
import io.rserpool.program.http.Request;
import io.rserpool.transport.loop.SelectorEventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What a server uses to leave its state and to take it up: {@code PUT} and {@code GET} of {@code /sessions/{port}/cookie}, where port is that of its
 * peer, from this host only.
 */
final class CookiePages {
    private static final Pattern PATH = Pattern.compile("([0-9]{1,5})/cookie");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    /** More than fits into any cookie. */
    private static final int LARGEST = 1 << 16;

    private final Supplier<List<ServedPool>> pools;
    private final SelectorEventLoop loop;

    CookiePages(Supplier<List<ServedPool>> pools, SelectorEventLoop loop) {
        this.pools = pools;
        this.loop = loop;
    }

    /** A session at its pool. */
    private record Found(ServedPool pool, ServerSession session) {
        /** Counts, logs and answers what is refused. */
        HttpReply refused(CookieRefused refused) {
            pool.refused(refused, "the server in session " + session.id() + " of client " + session.client());
            return HttpReply.text(status(refused.kind()), refused.getMessage() + "\n");
        }

        private static int status(CookieRefused.Kind kind) {
            return switch (kind) {
                case BAD -> 400;
                case FORGED, FOREIGN, NO_KEY -> 403;
                case GONE -> 404;
                case OLD -> 409;
                case TOO_LARGE -> 413;
            };
        }
    }

    /** The state that a server leaves. */
    private record Left(long received, long sent, byte[] state) {}

    /** Called on a management thread. */
    CompletableFuture<HttpReply> answer(Request request) {
        if (!request.caller().address().isLoopbackAddress()) {
            return answered(403, "only for servers of this host");
        }
        var path = PATH.matcher(request.below());
        if (!path.matches()) {
            return answered(404, "not found");
        }
        int port = Integer.parseInt(path.group(1));
        var pool = request.caller().query("pool");
        return request.method().equals("GET") ? onLoop(() -> with(port, pool, this::take)) : leave(request, port, pool);
    }

    private static CompletableFuture<HttpReply> answered(int status, String text) {
        return CompletableFuture.completedFuture(HttpReply.text(status, text + "\n"));
    }

    private CompletableFuture<HttpReply> onLoop(Supplier<CompletableFuture<HttpReply>> task) {
        return loop.submit(task::get).thenCompose(reply -> reply);
    }

    private interface Then {
        CompletableFuture<HttpReply> with(Found session);
    }

    private CompletableFuture<HttpReply> with(int port, Optional<String> poolName, Then then) {
        var found = find(port, poolName);
        if (!found.isEmpty()) {
            return with(found, port, then);
        }
        // The server may know of a connection before this loop does.
        var all = pools.get().stream().map(ServedPool::connecting).toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(all).thenCompose(known -> with(find(port, poolName), port, then));
    }

    private List<Found> find(int port, Optional<String> poolName) {
        return pools.get().stream()
                .filter(pool -> poolName.isEmpty()
                        || poolName.get().equals(pool.settings().name()))
                .flatMap(pool -> pool.session(port).map(session -> new Found(pool, session)).stream())
                .toList();
    }

    /** Ports are those of connections to one server each: two pools of an element may have the same. */
    private static CompletableFuture<HttpReply> with(List<Found> found, int port, Then then) {
        if (found.isEmpty()) {
            return answered(404, "no session has port " + port);
        }
        if (found.size() > 1) {
            return answered(400, "sessions of several pools have port " + port + ": say which by ?pool=");
        }
        return then.with(found.getFirst());
    }

    private CompletableFuture<HttpReply> take(Found found) {
        return found.session().state().take().handle((state, failure) -> {
            var cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
            if (cause instanceof CookieRefused refused) {
                return found.refused(refused);
            }
            if (state.isEmpty()) {
                return HttpReply.text(204, "");
            }
            found.pool().cookieCounts().taken();
            return HttpReply.bytes(200, state.get());
        });
    }

    private CompletableFuture<HttpReply> leave(Request request, int port, Optional<String> pool) {
        var received = request.caller().query("received");
        var sent = request.caller().query("sent");
        if (received.isPresent() != sent.isPresent() || !isNumber(received) || !isNumber(sent)) {
            return answered(400, "?received= and ?sent= are numbers of bytes, both or neither");
        }
        byte[] state;
        try {
            // What is longer than any cookie is refused as such where the pool is known.
            state = request.body(LARGEST).orElseGet(() -> new byte[LARGEST]);
        } catch (IOException e) {
            return answered(400, "the state does not come: " + e.getMessage());
        }
        var left = new Left(number(received), number(sent), state);
        return onLoop(() -> with(port, pool, found -> leave(found, left)));
    }

    private static boolean isNumber(Optional<String> text) {
        return text.isEmpty() || NUMBER.matcher(text.get()).matches();
    }

    private static long number(Optional<String> text) {
        return text.map(Long::parseLong).orElse(0L);
    }

    private static CompletableFuture<HttpReply> leave(Found found, Left left) {
        try {
            found.session().state().leave(left.received, left.sent, ByteBuffer.wrap(left.state));
        } catch (CookieRefused refused) {
            return CompletableFuture.completedFuture(found.refused(refused));
        }
        found.pool().cookieCounts().left();
        return CompletableFuture.completedFuture(HttpReply.text(204, ""));
    }
}
