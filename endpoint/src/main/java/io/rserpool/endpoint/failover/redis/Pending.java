package io.rserpool.endpoint.failover.redis;

import io.rserpool.endpoint.failover.GivenAnswer;
import io.rserpool.endpoint.failover.Unprotected;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command, or many of a kind, that is not answered yet. */
final class Pending {
    /** Its name in {@link CommandTable}. */
    final String name;

    final Effect effect;

    /** Its bytes in the backlog, if those are kept. */
    final int length;

    /** Its arguments, if they matter. */
    final List<String> arguments;

    /** In which it was sent. */
    final @Nullable Transaction transaction;

    /** Why it must not be executed twice; null = it may be. */
    final @Nullable Unprotected unsafe;

    /** Replies that it gets, 0 or more; -1 = that depends on the subscriptions when it is executed. */
    int replies = 1;

    /** How many such commands. */
    int count = 1;

    /** Replies that it gets, since that is known. */
    int expected;

    /** Replies that it has got on this connection. */
    int answered;

    /** Whether one of them was an error. */
    boolean error;

    /** Whether its element has refused to execute it. */
    boolean refused;

    /** What the client has of its answer; null = nothing. */
    @Nullable
    GivenAnswer given;

    Pending(
            String name,
            Effect effect,
            int length,
            List<String> arguments,
            @Nullable Transaction transaction,
            @Nullable Unprotected unsafe) {
        this.name = name;
        this.effect = effect;
        this.length = length;
        this.arguments = arguments;
        this.transaction = transaction;
        this.unsafe = unsafe;
    }

    /** Whether others like it may be counted together with it. */
    boolean isPlain() {
        return (effect == Effect.READ || effect == Effect.WRITE || effect == Effect.SCRIPT)
                && transaction == null
                && (replies == 0 || replies == 1)
                && given == null;
    }

    boolean isLike(Pending other) {
        return isPlain() && other.isPlain() && unsafe == other.unsafe && replies == other.replies;
    }

    /** Whether it blocks its connection until something comes. */
    boolean waits() {
        return effect == Effect.BLOCKING || name.equals("XREAD");
    }

    /** Why it cannot be sent again now; null = it can. */
    @Nullable
    Unprotected risk() {
        if (refused || transaction == null || transaction.state != Transaction.State.OPEN) {
            return refused ? null : unsafe;
        }
        return effect == Effect.EXEC ? unsafe : null;
    }

    /** Its answer is read once more. */
    void rewind() {
        answered = 0;
        error = false;
        refused = false;
    }

    /** There is a new connection. */
    void restart() {
        rewind();
        if (given != null) {
            given.restart();
        }
    }
}
