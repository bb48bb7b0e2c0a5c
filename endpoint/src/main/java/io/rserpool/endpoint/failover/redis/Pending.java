package io.rserpool.endpoint.failover.redis;

import io.rserpool.endpoint.failover.UnansweredRequest;
import io.rserpool.endpoint.failover.Unprotected;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command, or many of a kind, that is not answered yet. */
final class Pending extends UnansweredRequest {
    /** Its name in {@link CommandTable}. */
    final String name;

    final Effect effect;

    /** Its arguments, if they matter. */
    final List<String> arguments;

    /** In which it was sent. */
    final @Nullable Transaction transaction;

    /** Why it must not be executed twice; null = it may be. */
    final @Nullable Unprotected unsafe;

    /** Replies that it gets, 0 or more; -1 = that depends on the subscriptions when it is executed. */
    int replies = 1;

    /** Replies that it gets, since that is known. */
    int expected;

    /** Replies that it has got on this connection. */
    int answered;

    /** Whether one of them was an error. */
    boolean error;

    /** Whether its element has refused to execute it. */
    boolean refused;

    Pending(
            String name,
            Effect effect,
            int length,
            List<String> arguments,
            @Nullable Transaction transaction,
            @Nullable Unprotected unsafe) {
        super(length);
        this.name = name;
        this.effect = effect;
        this.arguments = arguments;
        this.transaction = transaction;
        this.unsafe = unsafe;
    }

    private boolean isPlain() {
        return (effect == Effect.READ || effect == Effect.WRITE || effect == Effect.SCRIPT)
                && transaction == null
                && (replies == 0 || replies == 1)
                && given == null;
    }

    @Override
    protected boolean isLike(UnansweredRequest other) {
        return other instanceof Pending pending
                && isPlain()
                && pending.isPlain()
                && unsafe == pending.unsafe
                && replies == pending.replies;
    }

    /** Whether it blocks its connection until something comes. */
    boolean waits() {
        return effect == Effect.BLOCKING || name.equals("XREAD");
    }

    /** A queued command is not executed yet. */
    @Override
    protected @Nullable Unprotected risk() {
        if (refused) {
            return null;
        }
        var queued = transaction != null && transaction.state == Transaction.State.OPEN && effect != Effect.EXEC;
        return queued ? null : unsafe;
    }

    @Override
    protected void rewind() {
        answered = 0;
        error = false;
        refused = false;
    }
}
