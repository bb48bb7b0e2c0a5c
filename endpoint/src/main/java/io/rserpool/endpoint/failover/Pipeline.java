package io.rserpool.endpoint.failover;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The requests that a client has sent and that are not answered yet: their bytes, as long as there is room, and what a mode knows of each. Without
 * room they are counted only, until all are answered.
 *
 * @param <R> what is known of a request
 */
public abstract class Pipeline<R extends UnansweredRequest> implements JournalBudget.Holder {
    /** Requests under way that are kept apart; so many as {@link #STEP} are free, others are charged. */
    public static final int MOST = 1 << 12;

    private static final int STEP = 1 << 6;
    private static final int SIZE_OF_REQUEST = 1 << 6;

    private final Failover.Setting setting;
    private final Backlog backlog;
    private Deque<R> pending = new ArrayDeque<>(2);

    /** Bytes in the backlog of complete requests. */
    private int complete;

    /** Bytes of the backlog that this connection has. */
    private int sent;

    /** Bytes at the beginning of the backlog whose requests are taken out. */
    private int taken;

    private int counted;
    private @Nullable Unprotected dropped;
    private @Nullable Unprotected opaque;

    @SuppressWarnings("this-escape") // Asked for what it has only, once it has something.
    protected Pipeline(Failover.Setting setting) {
        this.setting = setting;
        this.backlog = new Backlog(setting.journalLimit(), setting.budget(), this);
    }

    /** Reads what the client has sent; {@link #add adds} requests. */
    protected abstract void read(ByteBuffer bytes);

    /** Whether a request has begun and is not complete. */
    protected abstract boolean isInside();

    /** The client's bytes have been sent. */
    public final void sent(ByteBuffer bytes) {
        if (opaque != null) {
            return;
        }
        if (dropped == null) {
            if (!backlog.fits(bytes.remaining())) {
                setting.metrics().journalOverflows.increment();
                drop(Unprotected.JOURNAL_LIMIT);
            } else if (backlog.append(bytes)) {
                sent += bytes.remaining();
            } else {
                giveUp();
            }
        }
        read(bytes.duplicate());
        account();
    }

    /** The bytes of the request that is about to be added; null = they are not kept. */
    protected final @Nullable ByteBuffer next(int length) {
        return dropped == null && opaque == null ? backlog.slice(complete, length) : null;
    }

    protected final void add(R request) {
        if (pending.size() >= MOST && dropped == null) {
            drop(Unprotected.PIPELINE);
        }
        var last = pending.peekLast();
        if (dropped != null && last != null && last.absorbs(request)) {
            return;
        }
        if (pending.size() >= 2 * MOST) {
            becomeOpaque(Unprotected.PIPELINE, "more than " + 2 * MOST + " requests");
            return;
        }
        pending.add(request);
        if (dropped == null) {
            complete += request.length;
            if (pending.size() % STEP == 0 && !backlog.charge(STEP * SIZE_OF_REQUEST)) {
                giveUp();
            }
        }
    }

    /** The last request goes on: so many more bytes are its. */
    protected final void extend(R last, int bytes) {
        if (dropped == null && opaque == null) {
            last.length += bytes;
            complete += bytes;
        }
    }

    /** The bytes are not kept until all is answered. */
    private void drop(Unprotected why) {
        dropped = why;
        forget();
        var fewer = new ArrayDeque<R>();
        for (var each : pending) {
            var last = fewer.peekLast();
            if (last == null || !last.absorbs(each)) {
                fewer.add(each);
            }
        }
        pending = fewer;
    }

    private void forget() {
        backlog.close();
        complete = 0;
        sent = 0;
        taken = 0;
        account();
    }

    /** The client is not understood any more, nor ever will be. What is being sent again is sent nevertheless. */
    public final void becomeOpaque(Unprotected why, String detail) {
        if (opaque == null) {
            opaque = why;
            forgetIfSent();
            setting.unprotected().accept(why.says() + (detail.isEmpty() ? "" : ": " + detail));
        }
    }

    private void account() {
        if (counted != backlog.size()) {
            setting.metrics().journalBytesActive.add(backlog.size() - counted);
            counted = backlog.size();
        }
    }

    /** Why the client is not understood any more; null = it is. */
    public final @Nullable Unprotected opaque() {
        return opaque;
    }

    /** Bytes that are kept. */
    public final int kept() {
        return backlog.size();
    }

    /** The first request if this connection has got it; null = there is none. */
    public final @Nullable R first() {
        var first = pending.peekFirst();
        return first == null || (dropped == null && opaque == null && !isSent(first)) ? null : first;
    }

    /** Whether this connection has as much of the first request as can be answered. */
    protected boolean isSent(R first) {
        return first.length <= sent - taken;
    }

    /** Bytes that this connection has of the requests that are not answered. */
    protected final int sentOfPending() {
        return sent - taken;
    }

    /** Whether all of them are answered. */
    public final boolean isEmpty() {
        return pending.isEmpty();
    }

    /** The last request; null = there is none. */
    protected final @Nullable R last() {
        return pending.peekLast();
    }

    protected final int size() {
        return pending.size();
    }

    /** The bytes of the {@link #first}; null = they are not kept. */
    public final byte @Nullable [] bytesOfFirst() {
        if (dropped != null || opaque != null) {
            return null;
        }
        var bytes = new byte[pending.getFirst().length];
        backlog.slice(0, bytes.length).get(bytes);
        return bytes;
    }

    /** The {@link #first} is answered; there may be more of its kind. */
    public final void answered() {
        var request = pending.getFirst();
        request.given = null;
        if (request.count > 1) {
            request.count--;
            request.rewind();
            return;
        }
        pending.removeFirst();
        if (dropped == null && opaque == null) {
            backlog.drop(request.length);
            complete -= request.length;
            sent -= request.length;
            if (pending.isEmpty()) {
                account();
            }
        } else if (pending.isEmpty() && !isInside()) {
            dropped = null;
        }
    }

    /** Takes the {@link #first} out, to be {@link #putBack}; its bytes stay. */
    public final R takeFirst() {
        var first = pending.removeFirst();
        taken += first.length;
        return first;
    }

    public final void putBack(Collection<R> before) {
        var all = new ArrayDeque<R>(before);
        all.addAll(pending);
        pending = all;
        taken = 0;
    }

    /** Why what is under way must not be sent again; null = it may be. */
    public final @Nullable Unprotected risk() {
        if (opaque != null) {
            return opaque;
        }
        long end = taken;
        for (var each : pending) {
            end += each.length;
            if (dropped == null && end > sent) {
                // This element has not got it yet.
                return null;
            }
            var risk = each.risk();
            if (risk != null) {
                return risk;
            }
        }
        return dropped;
    }

    /** Whether the client has the beginning of the next answer, which comes again. */
    public final boolean isSkipping() {
        var first = pending.peekFirst();
        return first != null && first.isSkipping();
    }

    protected final Collection<R> pending() {
        return pending;
    }

    /** There is a new connection. */
    public void restart() {
        sent = 0;
        pending.forEach(UnansweredRequest::restart);
    }

    /** Whether this connection has all of it. */
    public final boolean isSent() {
        return sent == backlog.size();
    }

    /** Sends what this connection does not have yet, up to so many bytes in all. */
    public final void send(Failover.Sink sink, int upTo) {
        int end = Math.min(upTo, backlog.size());
        if (sent < end) {
            sent += sink.write(backlog.slice(sent, end - sent));
            forgetIfSent();
        }
    }

    private void forgetIfSent() {
        if (opaque != null && isSent()) {
            forget();
        }
    }

    @Override
    public final int capacity() {
        return backlog.capacity();
    }

    @Override
    public final boolean isNeeded() {
        return !setting.served().getAsBoolean() || !isSent();
    }

    @Override
    public final void giveUp() {
        setting.metrics().journalsGivenUp.increment();
        drop(Unprotected.JOURNAL_BUDGET);
    }

    public final void close() {
        pending.clear();
        forget();
    }
}
