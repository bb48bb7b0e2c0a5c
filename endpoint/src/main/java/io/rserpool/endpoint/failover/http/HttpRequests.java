package io.rserpool.endpoint.failover.http;

import io.rserpool.endpoint.failover.Failover;
import io.rserpool.endpoint.failover.Pipeline;
import io.rserpool.endpoint.failover.Unprotected;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The requests that are not answered yet. */
final class HttpRequests extends Pipeline<HttpRequest> {
    private static final byte TLS_HANDSHAKE = 0x16;

    private final HttpSettings settings;
    private final HeadReader reader;
    private final Chunks chunks;
    private boolean begun;

    /** The request whose body is coming; null = none. */
    private @Nullable HttpRequest coming;

    /** Bytes left of its body, if that has a length. */
    private long left;

    /** Sent instead of the head of the first request; null = nothing. */
    private @Nullable ByteBuffer instead;

    HttpRequests(HttpSettings settings, Failover.Setting setting) {
        super(setting);
        this.settings = settings;
        this.reader = new HeadReader(settings.headLimit(), "");
        this.chunks = new Chunks(settings.headLimit());
    }

    @Override
    protected boolean isInside() {
        return coming != null || reader.size() > 0;
    }

    /** Whether a request waits for its answer. */
    boolean isUnanswered() {
        return pending().stream().anyMatch(each -> !each.answered);
    }

    boolean isIdle() {
        return size() == 0 && !isInside();
    }

    @Override
    protected void read(ByteBuffer bytes) {
        try {
            if (!begun && bytes.hasRemaining()) {
                begun = true;
                if (bytes.get(bytes.position()) == TLS_HANDSHAKE) {
                    becomeOpaque(Unprotected.TLS, "");
                }
            }
            while (bytes.hasRemaining() && opaque() == null) {
                if (coming != null) {
                    body(bytes, coming);
                } else if (reader.read(bytes)) {
                    begin(RequestHead.parse(reader.text()));
                }
            }
        } catch (NotUnderstood e) {
            becomeOpaque(Unprotected.NOT_UNDERSTOOD, String.valueOf(e.getMessage()));
        }
        if (opaque() != null) {
            reader.clear();
        }
    }

    private void begin(RequestHead head) {
        if (head.method().equals("CONNECT")) {
            becomeOpaque(Unprotected.UPGRADED, "");
            return;
        }
        // What changes something must not be repeated behind what has seen it as it was before.
        var repeatable = settings.mayRepeat(head) && (HttpSettings.isSafe(head) || size() == 0);
        var request = new HttpRequest(head, reader.size(), repeatable);
        reader.clear();
        coming = request;
        left = head.body().length();
        chunks.restart();
        add(request);
        if (head.body().equals(Body.NONE)) {
            complete(request);
        }
    }

    private void body(ByteBuffer bytes, HttpRequest request) throws NotUnderstood {
        if (request.head.body().kind() == Body.Kind.LENGTH) {
            left -= take(bytes, left, request);
            if (left == 0) {
                complete(request);
            }
            return;
        }
        var start = bytes.position();
        var part = chunks.read(bytes);
        extend(request, bytes.position() - start);
        if (part == Chunks.Part.DATA) {
            chunks.took(take(bytes, chunks.left(), request));
        } else if (part == Chunks.Part.END) {
            complete(request);
        }
    }

    private int take(ByteBuffer bytes, long most, HttpRequest request) {
        var size = (int) Math.min(most, bytes.remaining());
        bytes.position(bytes.position() + size);
        extend(request, size);
        return size;
    }

    private void complete(HttpRequest request) {
        request.complete = true;
        coming = null;
        if (request.answered) {
            answered();
        }
    }

    /**
     * The answer to the first one is complete.
     *
     * @return false = this connection does not have all of the request, though the client has said it
     */
    boolean answeredFirst(HttpRequest first) {
        if (!first.complete) {
            first.answered = true;
            return isSent();
        }
        if (kept() > 0 && first.length() > sentOfPending()) {
            return false;
        }
        answered();
        return true;
    }

    @Override
    protected boolean isSent(HttpRequest first) {
        return first.headLength <= sentOfPending();
    }

    @Override
    public void restart() {
        super.restart();
        instead = null;
        var first = pending().isEmpty() ? null : pending().iterator().next();
        var bytes = first == null || !first.again ? null : bytesOfFirst();
        if (first == null || bytes == null) {
            return;
        }
        if (first.events && first.lastId != null) {
            first.byId = true;
            instead = withField(bytes, first.headLength, "Last-Event-ID: " + first.lastId);
        } else if (settings.ranges()) {
            var rest = rest(first);
            first.ranged = !rest.isEmpty();
            instead = rest.isEmpty() ? null : withField(bytes, first.headLength, rest);
        }
    }

    /** Fields that ask for the rest of the answer; empty = it cannot be asked for. */
    private static String rest(HttpRequest first) {
        var told = first.told;
        var given = first.given;
        if (told == null || given == null || given.length() == 0 || !told.canGoOnByRange()) {
            return "";
        }
        return first.head.plain() && first.head.method().equals("GET")
                ? "Range: bytes=" + given.length() + "-\r\nIf-Range: " + told.etag()
                : "";
    }

    /** The head with fields, which replace one of the same name as the first. */
    private static ByteBuffer withField(byte[] bytes, int headLength, String fields) {
        var name = fields.substring(0, fields.indexOf(':') + 1);
        var head = new StringBuilder();
        var lines = new String(bytes, 0, headLength - 2, StandardCharsets.ISO_8859_1);
        for (int start = 0; start < lines.length(); ) {
            var end = lines.indexOf('\n', start) + 1;
            if (!lines.regionMatches(true, start, name, 0, name.length())) {
                head.append(lines, start, end);
            }
            start = end;
        }
        head.append(fields).append("\r\n\r\n");
        return ByteBuffer.wrap(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends what this connection does not have yet; whether that is all. */
    boolean resend(Failover.Sink sink) {
        var head = instead;
        if (head != null) {
            sink.write(head);
            if (head.hasRemaining()) {
                return false;
            }
            instead = null;
            // What it stands for is as good as sent.
            send(ByteBuffer::remaining, pending().iterator().next().headLength);
        }
        send(sink, Integer.MAX_VALUE);
        return isSent();
    }
}
