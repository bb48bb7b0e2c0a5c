package io.rserpool.endpoint.failover.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads the body of a response: the first time it is passed on as it comes, and the next time it is decoded, compared and skipped, and goes on in the
 * framing that the client was told; so is a stream of events from the beginning. Other data are not looked at, but for their digest.
 */
final class BodyReader {
    private final Chunks chunks;
    private final EventDelivery events;

    /** A part of what frames chunks, which is not complete. */
    private final ByteArrayOutputStream frame = new ByteArrayOutputStream(0);

    private Body body = Body.NONE;
    private long left;
    private boolean differs;

    BodyReader(HttpSettings settings) {
        chunks = new Chunks(settings.headLimit());
        events = new EventDelivery(settings);
    }

    void begin(Body of) {
        clear();
        body = of;
        left = of.length();
        chunks.restart();
    }

    void clear() {
        frame.reset();
        events.restart();
        body = Body.NONE;
        differs = false;
    }

    int held() {
        return frame.size() + events.held();
    }

    ByteBuffer heldBytes() {
        return ByteBuffer.wrap(frame.toByteArray());
    }

    boolean isUntilClose() {
        return body.kind() == Body.Kind.UNTIL_CLOSE;
    }

    /** Whether what came is not what the client has. */
    boolean differs() {
        return differs;
    }

    /** Passes on bytes as they come, but for incomplete frames of chunks; whether the body is complete. */
    boolean pass(ByteBuffer bytes, HttpRequest request, Consumer<ByteBuffer> client) throws NotUnderstood {
        var mark = bytes.position();
        if (body.kind() != Body.Kind.CHUNKED) {
            var data = data(bytes, left);
            left -= data.remaining();
            count(data, request);
            client.accept(data);
            return left == 0;
        }
        while (true) {
            var before = bytes.position();
            Chunks.Part part;
            try {
                part = chunks.read(bytes);
            } catch (NotUnderstood e) {
                give(bytes, mark, before, client);
                hold(bytes, before);
                throw e;
            }
            if (part == Chunks.Part.MORE) {
                give(bytes, mark, before, client);
                hold(bytes, before);
                return false;
            }
            if (frame.size() > 0) {
                hold(bytes, before);
                client.accept(heldBytes());
                frame.reset();
                mark = bytes.position();
            }
            if (part == Chunks.Part.END) {
                give(bytes, mark, bytes.position(), client);
                return true;
            }
            var data = data(bytes, chunks.left());
            chunks.took(data.remaining());
            count(data, request);
            request.inChunk = true;
            request.chunkLeft = chunks.left();
            if (!bytes.hasRemaining()) {
                give(bytes, mark, bytes.position(), client);
                return false;
            }
        }
    }

    private static void count(ByteBuffer data, HttpRequest request) {
        if (request.given != null) {
            request.given.given(data);
        }
    }

    private static ByteBuffer data(ByteBuffer bytes, long most) {
        var size = (int) Math.min(most, bytes.remaining());
        var data = bytes.slice(bytes.position(), size);
        bytes.position(bytes.position() + size);
        return data;
    }

    private static void give(ByteBuffer bytes, int from, int to, Consumer<ByteBuffer> client) {
        if (from < to) {
            client.accept(bytes.slice(from, to - from));
        }
    }

    private void hold(ByteBuffer bytes, int from) {
        var part = new byte[bytes.position() - from];
        bytes.get(from, part);
        frame.writeBytes(part);
    }

    /** Decodes what comes again, and passes on what the client does not have; whether the body is complete. */
    boolean again(ByteBuffer bytes, HttpRequest request, Consumer<ByteBuffer> client) throws NotUnderstood {
        if (body.kind() != Body.Kind.CHUNKED) {
            var data = data(bytes, left);
            left -= data.remaining();
            decoded(data, request, client);
            return left == 0;
        }
        while (!differs && bytes.hasRemaining()) {
            var before = bytes.position();
            var part = chunks.read(bytes);
            hold(bytes, before);
            if (part != Chunks.Part.DATA) {
                return part == Chunks.Part.END;
            }
            frame.reset();
            var data = data(bytes, chunks.left());
            chunks.took(data.remaining());
            decoded(data, request, client);
        }
        return false;
    }

    private void decoded(ByteBuffer data, HttpRequest request, Consumer<ByteBuffer> client) {
        var given = request.given;
        if (request.events) {
            differs = !events.take(data, request, part -> write(part, request, client));
        } else if (given == null || !given.skip(data)) {
            differs = true;
        } else {
            given.given(data);
            write(data, request, client);
        }
    }

    /** In the framing that the client was told. */
    private static void write(ByteBuffer data, HttpRequest request, Consumer<ByteBuffer> client) {
        if (request.told == null || request.told.body().kind() != Body.Kind.CHUNKED) {
            if (data.hasRemaining()) {
                client.accept(data.slice());
            }
            return;
        }
        while (data.hasRemaining()) {
            if (request.chunkLeft == 0) {
                client.accept(text((request.inChunk ? "\r\n" : "") + Integer.toHexString(data.remaining()) + "\r\n"));
                request.inChunk = true;
                request.chunkLeft = data.remaining();
            }
            var part = data(data, request.chunkLeft);
            request.chunkLeft -= part.remaining();
            client.accept(part);
        }
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The body that came again is complete: the client's, too; false = it cannot be. */
    boolean finishAgain(HttpRequest request, Consumer<ByteBuffer> client) {
        if (request.given == null || request.isBehind() || request.chunkLeft > 0) {
            return false;
        }
        events.flush(part -> write(part, request, client));
        if (request.told != null && request.told.body().kind() == Body.Kind.CHUNKED) {
            client.accept(text((request.inChunk ? "\r\n" : "") + lastChunk()));
        }
        return true;
    }

    /** With the trailers that came, if any. */
    private String lastChunk() {
        var last = frame.toString(StandardCharsets.ISO_8859_1);
        var start = last.startsWith("\r\n") ? 2 : 0;
        return last.isEmpty() ? "0\r\n\r\n" : last.substring(start);
    }
}
