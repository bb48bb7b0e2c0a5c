package io.rserpool.endpoint.failover;

import org.jspecify.annotations.Nullable;

/** A request in a {@link Pipeline}, or many of a kind. */
public abstract class UnansweredRequest {
    /** Bytes that it has in the backlog. */
    protected int length;

    int count = 1;

    /** What the client has of its answer; null = nothing. */
    public @Nullable GivenAnswer given;

    protected UnansweredRequest(int length) {
        this.length = length;
    }

    /** Why it must not be sent to another element once this one has it; null = it may be. */
    protected abstract @Nullable Unprotected risk();

    /** Whether both need not be kept apart when their bytes are not kept. */
    protected abstract boolean isLike(UnansweredRequest other);

    /** Its answer is read from the beginning. */
    protected abstract void rewind();

    /** Counts another one, or others, with it, if they are alike; whether they are. */
    final boolean absorbs(UnansweredRequest other) {
        var alike = isLike(other);
        count += alike ? other.count : 0;
        return alike;
    }

    /** There is a new connection. */
    final void restart() {
        rewind();
        if (given != null) {
            given.restart();
        }
    }

    /** Whether the client has the beginning of its answer, which comes again. */
    final boolean isSkipping() {
        return given != null && given.isSkipping();
    }
}
