package io.rserpool.endpoint.failover.http;

import io.rserpool.endpoint.failover.BoundedPattern;
import io.rserpool.endpoint.failover.GivenAnswer;
import io.rserpool.endpoint.failover.Unprotected;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Delivers a {@code text/event-stream} event by event, each whole. After a failure it goes on after the last event that had an ID; what follows
 * it, or all if there is none, is compared event by event and skipped.
 */
final class EventDelivery {
    private final HttpSettings settings;
    private final EventReader reader;

    EventDelivery(HttpSettings settings) {
        this.settings = settings;
        this.reader = new EventReader(settings.eventLimit());
    }

    void restart() {
        reader.restart();
    }

    int held() {
        return reader.held();
    }

    /**
     * Decoded bytes of the stream.
     *
     * @param out is given what the client does not have
     * @return false = they are not what the client has
     */
    boolean take(ByteBuffer data, HttpRequest request, Consumer<ByteBuffer> out) {
        while (!request.unread && reader.read(data)) {
            if (!event(request, out)) {
                return false;
            }
        }
        if (data.hasRemaining()) {
            return readNoMore(request, Unprotected.STREAM, out) && give(data.slice(), out);
        }
        return true;
    }

    /** From now on the stream is delivered as it comes, if the client is where it is. */
    private boolean readNoMore(HttpRequest request, Unprotected why, Consumer<ByteBuffer> out) {
        if (!request.unread) {
            request.lost = why;
            request.unread = true;
        }
        return !request.isBehind() && flush(out);
    }

    private static boolean give(ByteBuffer bytes, Consumer<ByteBuffer> out) {
        if (bytes.hasRemaining()) {
            out.accept(bytes);
        }
        return true;
    }

    /** An event that is not complete is the client's, too, when the stream ends. */
    boolean flush(Consumer<ByteBuffer> out) {
        if (reader.held() > 0) {
            give(reader.bytes(), out);
            reader.clear();
        }
        return true;
    }

    private boolean event(HttpRequest request, Consumer<ByteBuffer> out) {
        Event event;
        try {
            event = Event.of(reader.text(), settings.ignore());
        } catch (BoundedPattern.TooSlow e) {
            return readNoMore(request, Unprotected.PATTERN, out) && give(reader.bytes(), out);
        }
        if (isKnown(event, request)) {
            return true;
        }
        var given = request.given;
        if (given == null) {
            return false;
        }
        var compared = ByteBuffer.wrap(event.compared().getBytes(StandardCharsets.ISO_8859_1));
        if (!compared.hasRemaining()) {
            return given.isSkipping() || give(reader.bytes(), out);
        }
        if (!given.skip(compared)) {
            return false;
        }
        if (!compared.hasRemaining()) {
            return true;
        }
        if (compared.position() > 0) {
            return false;
        }
        given.given(compared);
        remember(event, request);
        return give(reader.bytes(), out);
    }

    /** Whether an element that begins at the beginning though it was told where to go on says what the client has. */
    private static boolean isKnown(Event event, HttpRequest request) {
        if (request.goOnAt != null) {
            if (request.goOnAt.equals(event.id())) {
                request.goOnAt = null;
            }
            return true;
        }
        if (!request.byId || event.id() == null) {
            return false;
        }
        request.byId = false;
        if (!event.id().equals(request.firstId)) {
            return false;
        }
        request.goOnAt = event.id().equals(request.lastId) ? null : request.lastId;
        return true;
    }

    /** Only a GET is asked again from another place. */
    private static void remember(Event event, HttpRequest request) {
        if (event.id() == null || !request.head.method().equals("GET")) {
            return;
        }
        if (!event.canBeNamed()
                || event.id().equals(request.lastId)
                || event.id().equals(request.firstId)) {
            // Where the stream is cannot be said.
            request.lost = Unprotected.STREAM;
            return;
        }
        request.firstId = request.firstId == null ? event.id() : request.firstId;
        request.lastId = event.id();
        request.given = new GivenAnswer();
    }
}
