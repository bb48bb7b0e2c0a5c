package io.rserpool.endpoint.failover.lines;

import io.rserpool.endpoint.failover.BoundedPattern;
import io.rserpool.endpoint.failover.Failover;
import io.rserpool.endpoint.failover.Pipeline;
import io.rserpool.endpoint.failover.Unprotected;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The requests that are not answered yet. On a new connection they are sent again one after the other, each after the answer to the one before: not
 * every server takes several at once, and one that asks for more may ask for it in vain.
 */
final class LineRequests extends Pipeline<LineRequest> {
    private static final byte TLS_HANDSHAKE = 0x16;
    private static final long LONGEST_BODY = 1L << 30;

    private final LinesSettings settings;
    private final Line line;
    private @Nullable LineRequest beginning;

    /** Bytes since the last request or part. */
    private int length;

    /** Bytes left of a body. */
    private long body;

    private boolean tooLong;
    private boolean quit;
    private boolean resending;

    LineRequests(LinesSettings settings, Failover.Setting setting) {
        super(setting);
        this.settings = settings;
        this.line = new Line(settings.lineLimit());
    }

    boolean hasQuit() {
        return quit;
    }

    @Override
    protected boolean isInside() {
        return length > 0;
    }

    @Override
    protected void read(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining() && opaque() == null) {
                if (body > 0) {
                    var size = (int) Math.min(body, bytes.remaining());
                    bytes.position(bytes.position() + size);
                    length += size;
                    body -= size;
                    endOfBody();
                } else {
                    length++;
                    next(bytes.get());
                }
            }
        } catch (BoundedPattern.TooSlow e) {
            becomeOpaque(Unprotected.PATTERN, "");
        }
    }

    /** The request that the server wants more of, which comes next; null = there is none. */
    private @Nullable LineRequest open() {
        var last = last();
        return last == null || last.wanted == LineRequest.Wanted.NOTHING ? null : last;
    }

    private void next(byte each) {
        var open = open();
        var block = open != null && open.wanted == LineRequest.Wanted.BLOCK;
        if (!block && each == TLS_HANDSHAKE && length == 1) {
            becomeOpaque(Unprotected.TLS, "");
            return;
        }
        if (!line.add(each) || each == 0) {
            if (!block) {
                becomeOpaque(Unprotected.NOT_UNDERSTOOD, "a line of a client that is too long, or binary");
                return;
            }
            tooLong = true;
        }
        if (each == '\n') {
            line.end();
            endOfLine();
            line.clear();
            tooLong = false;
        }
    }

    private void endOfLine() {
        var open = open();
        if (open == null) {
            begin();
        } else if (open.wanted == LineRequest.Wanted.LINE
                || (!tooLong && LineRequest.matches(settings.answers().blockEnd(), line))) {
            extend(open, length);
            open.grow(length);
            length = 0;
        }
    }

    private void begin() {
        var patterns = settings.requests();
        if (LineRequest.matches(patterns.opaque(), line)) {
            becomeOpaque(Unprotected.STREAM, "");
            return;
        }
        beginning = new LineRequest(patterns, line);
        body = bodyAfter(patterns.body(), patterns.bodyEnd(), line);
        if (body < 0) {
            becomeOpaque(Unprotected.NOT_UNDERSTOOD, "a request with a body that is too long");
            return;
        }
        endOfBody();
    }

    /** Bytes of a body with its end; 0 = there is none; -1 = the line does not say how many. */
    static long bodyAfter(@Nullable BoundedPattern pattern, int bodyEnd, CharSequence line) {
        var number = pattern == null ? null : pattern.capture(line);
        if (number == null) {
            return 0;
        }
        if (!number.matches("[0-9]{1,10}") || Long.parseLong(number) > LONGEST_BODY) {
            return -1;
        }
        return Long.parseLong(number) + bodyEnd;
    }

    private void endOfBody() {
        var request = beginning;
        if (body > 0 || request == null) {
            return;
        }
        beginning = null;
        request.begin(length);
        length = 0;
        quit |= request.quits;
        add(request);
    }

    /** The server asks the {@link #first} for more; whether it can. */
    boolean wants(LineRequest request, LineRequest.Wanted what) {
        request.answered++;
        if (request.answered < request.parts.size()) {
            return true;
        }
        if (request.wanted == what && request.answered == request.parts.size()) {
            // It did before, on another connection.
            return true;
        }
        if (request.wanted != LineRequest.Wanted.NOTHING || request != last() || isInside()) {
            return false;
        }
        request.wanted = what;
        return true;
    }

    boolean isUnanswered() {
        return pending().stream().anyMatch(each -> !each.silent && !each.quits);
    }

    @Override
    protected boolean isSent(LineRequest first) {
        return first.answered >= first.parts.size() || first.parts.get(first.answered) <= sentOfPending();
    }

    @Override
    public void restart() {
        super.restart();
        resending = true;
    }

    /** Sends what may be sent now; whether that is all. */
    boolean resend(Failover.Sink sink) {
        send(sink, resending && opaque() == null ? allowed() : Integer.MAX_VALUE);
        resending &= !isSent();
        return !resending;
    }

    boolean isResending() {
        return resending && !isSent();
    }

    private int allowed() {
        int end = 0;
        for (var each : pending()) {
            if (!each.silent) {
                return each.answered < each.parts.size() ? end + each.parts.get(each.answered) : Integer.MAX_VALUE;
            }
            end += each.length();
        }
        return Integer.MAX_VALUE;
    }
}
