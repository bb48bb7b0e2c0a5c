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

    /** Whether the answer is a stream of events that is read; {@code given} is then what is compared of those after {@code lastId}. */
    boolean events;

    /** IDs of the first and the last event that the client has and that had one; null = none had. */
    @Nullable
    String firstId;

    @Nullable
    String lastId;

    /** Whether the stream was asked for from the last ID on, and none has come yet. */
    boolean byId;

    /** Events up to the one with this ID are the client's already; null = there are none. */
    @Nullable
    String goOnAt;

    /** Why the stream could not go on elsewhere; null = it could. */
    @Nullable
    Unprotected lost;

    /** Whether its events are not looked at any more. */
    boolean unread;

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
        return repeatable && !answered ? lost : Unprotected.UNSAFE_REQUEST;
    }

    /** Whether the client has more of the answer than has come again. */
    boolean isBehind() {
        return goOnAt != null || (given != null && given.isSkipping());
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
        byId = false;
        goOnAt = null;
        interims = 0;
    }
}
