package io.rserpool.endpoint.failover.http;

import io.rserpool.endpoint.failover.UnansweredRequest;
import io.rserpool.endpoint.failover.Unprotected;
import org.jspecify.annotations.Nullable;

/** A request, and what the client has of its answer. */
final class HttpRequest extends UnansweredRequest {
    final RequestHead head;
    final int headLength;

    /** Whether it may be executed twice, and what is under way with it, too. */
    final boolean repeatable;

    /** Whether all of it has come from the client. */
    boolean complete;

    /** Whether all of its answer is the client's: then the request is still coming. */
    boolean answered;

    /** The head that the client has; null = none. */
    @Nullable
    ResponseHead told;

    /** Whether the answer comes again, from another element. */
    boolean again;

    /** Whether only the rest of it was asked for. */
    boolean ranged;

    /** Interim responses that the client has, and that have come on this connection. */
    int interimsTold;

    int interims;

    /** The chunk that the client is in: whether there is one, and how much of it is to come. */
    boolean inChunk;

    long chunkLeft;

    HttpRequest(RequestHead head, int headLength, boolean repeatable) {
        super(headLength);
        this.head = head;
        this.headLength = headLength;
        this.repeatable = repeatable;
    }

    int length() {
        return length;
    }

    @Override
    protected @Nullable Unprotected risk() {
        return repeatable && !answered ? null : Unprotected.UNSAFE_REQUEST;
    }

    /** Each answer is read by what its own request was. */
    @Override
    protected boolean isLike(UnansweredRequest other) {
        return false;
    }

    @Override
    protected void rewind() {
        again = told != null;
        ranged = false;
        interims = 0;
    }
}
