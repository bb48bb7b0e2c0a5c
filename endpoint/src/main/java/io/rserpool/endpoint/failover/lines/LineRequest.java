package io.rserpool.endpoint.failover.lines;

import io.rserpool.endpoint.failover.BoundedPattern;
import io.rserpool.endpoint.failover.UnansweredRequest;
import io.rserpool.endpoint.failover.Unprotected;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request of one line with its body, and what the server has asked for besides. */
final class LineRequest extends UnansweredRequest {
    /** What the client is asked for. */
    enum Wanted {
        NOTHING,
        LINE,
        BLOCK
    }

    final boolean safe;
    final boolean asks;
    final boolean silent;
    final boolean quits;
    final boolean draft;
    final boolean endsDrafts;

    /** Requests that are kept replace each other if this is equal; null = it is not kept. */
    final @Nullable String key;

    /** Where each part ends that is complete, from the beginning of the request. */
    final List<Integer> parts = new ArrayList<>(1);

    Wanted wanted = Wanted.NOTHING;

    /** Parts that are answered on this connection. */
    int answered;

    /** Whether its element has refused to execute it. */
    boolean refused;

    LineRequest(RequestPatterns patterns, CharSequence line) {
        super(0);
        this.draft = matches(patterns.draft(), line);
        this.key = patterns.keep() == null || draft ? null : key(patterns.keep().capture(line));
        this.quits = matches(patterns.quit(), line);
        this.safe = key != null || draft || quits || matches(patterns.safe(), line);
        this.asks = matches(patterns.asks(), line);
        this.silent = matches(patterns.silent(), line);
        this.endsDrafts = matches(patterns.draftEnd(), line);
    }

    static boolean matches(@Nullable BoundedPattern pattern, CharSequence line) {
        return pattern != null && pattern.find(line);
    }

    private static @Nullable String key(@Nullable String captured) {
        return captured == null ? null : captured.toUpperCase(Locale.ROOT);
    }

    /** The next part is complete. */
    void grow(int bytes) {
        parts.add((parts.isEmpty() ? 0 : parts.getLast()) + bytes);
        wanted = Wanted.NOTHING;
    }

    /** The whole of the first part, whose bytes are the backlog's. */
    void begin(int bytes) {
        length = bytes;
        grow(bytes);
    }

    int length() {
        return length;
    }

    /** What is not complete is not executed. */
    @Override
    protected @Nullable Unprotected risk() {
        var harmless = safe || refused || wanted != Wanted.NOTHING || (asks && parts.size() == 1);
        return harmless ? null : Unprotected.UNSAFE_REQUEST;
    }

    private boolean isPlain() {
        return key == null
                && !draft
                && !endsDrafts
                && !asks
                && !quits
                && parts.size() == 1
                && wanted == Wanted.NOTHING
                && given == null;
    }

    @Override
    protected boolean isLike(UnansweredRequest other) {
        return other instanceof LineRequest request
                && isPlain()
                && request.isPlain()
                && safe == request.safe
                && silent == request.silent;
    }

    @Override
    protected void rewind() {
        answered = 0;
        refused = false;
    }
}
