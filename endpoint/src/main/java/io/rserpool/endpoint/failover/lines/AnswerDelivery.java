package io.rserpool.endpoint.failover.lines;

import io.rserpool.endpoint.failover.Dialogue;
import io.rserpool.endpoint.failover.Dialogue.Verdict;
import io.rserpool.endpoint.failover.GivenAnswer;
import io.rserpool.endpoint.failover.Unprotected;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What of a server's answers is the client's: what answers the setup of a connection is not, nor what the client has already. */
final class AnswerDelivery {
    private final AnswerPatterns patterns;
    private final LineRequests requests;
    private final KeptRequests kept;
    private final Setup setup;
    private final GivenAnswer greeting = new GivenAnswer();
    private boolean clientGreeted;

    AnswerDelivery(AnswerPatterns patterns, LineRequests requests, KeptRequests kept, Setup setup) {
        this.patterns = patterns;
        this.requests = requests;
        this.kept = kept;
        this.setup = setup;
    }

    void restart() {
        if (!clientGreeted) {
            greeting.restart();
        }
    }

    /** Whether an answer is due. */
    boolean isDue() {
        return !setup.isDone() || due() != null;
    }

    /** Whether something that comes is not the client's. */
    boolean isSkipping() {
        return (!setup.isDone() && (!isFirstGreeting() || greeting.isSkipping())) || requests.isSkipping();
    }

    boolean isFirstGreeting() {
        return setup.awaitsGreeting() && !clientGreeted;
    }

    /** Whether the session may leave an element that refuses what is due. */
    boolean mayMove() {
        if (!setup.isDone()) {
            return !isFirstGreeting() || requests.risk() == null;
        }
        var due = due();
        if (due != null) {
            due.refused = true;
        }
        var may = kept.lost() == null && requests.risk() == null;
        if (due != null) {
            due.refused = may;
        }
        return may;
    }

    /** Requests without an answer before it have been executed. */
    private @Nullable LineRequest due() {
        var first = requests.first();
        while (first != null && first.silent) {
            requests.answered();
            first = requests.first();
        }
        return first;
    }

    /**
     * A part of the answer that is being read.
     *
     * @param whole whether it is all of it
     */
    Verdict pass(ByteBuffer bytes, boolean whole, Consumer<ByteBuffer> client) {
        if (!setup.isDone()) {
            return isFirstGreeting() ? pass(bytes, greeting, "a greeting", client) : Dialogue.GO_ON;
        }
        var due = due();
        if (due == null) {
            return end(Unprotected.NOT_UNDERSTOOD, "an answer to nothing");
        }
        if (due.given == null && whole && patterns.more() == null && patterns.block() == null) {
            client.accept(bytes);
            return Dialogue.GO_ON;
        }
        if (due.given == null) {
            due.given = new GivenAnswer();
        }
        return pass(bytes, due.given, "an answer", client);
    }

    private static Verdict pass(ByteBuffer bytes, GivenAnswer given, String what, Consumer<ByteBuffer> client) {
        if (!given.skip(bytes)) {
            return end(Unprotected.ANSWER_DIFFERED, what);
        }
        given.given(bytes);
        if (bytes.hasRemaining()) {
            client.accept(bytes.slice());
        }
        return Dialogue.GO_ON;
    }

    /** An answer is complete, or a part of it that asks for more. */
    Verdict answered(String lastLine) {
        var error = LineRequest.matches(patterns.error(), lastLine);
        var block = LineRequest.matches(patterns.block(), lastLine);
        var more = block || LineRequest.matches(patterns.more(), lastLine);
        if (!setup.isDone()) {
            return setUp(error, more);
        }
        var due = due();
        if (due == null) {
            return end(Unprotected.NOT_UNDERSTOOD, "an answer to nothing");
        }
        if (more) {
            return requests.wants(due, block ? LineRequest.Wanted.BLOCK : LineRequest.Wanted.LINE)
                    ? Dialogue.GO_ON
                    : end(Unprotected.NOT_UNDERSTOOD, "more is asked for than the client can give");
        }
        if (due.given != null && due.given.isSkipping()) {
            return end(Unprotected.ANSWER_DIFFERED, "an answer ends before what the client has");
        }
        kept.answered(due, error, due.key == null && !due.draft ? null : requests.bytesOfFirst());
        requests.answered();
        var lost = kept.lost();
        if (lost != null) {
            requests.becomeOpaque(lost, "");
        }
        return Dialogue.GO_ON;
    }

    private Verdict setUp(boolean error, boolean more) {
        if (setup.awaitsGreeting()) {
            if (error && clientGreeted) {
                return end(Unprotected.STATE_REFUSED, "a greeting");
            }
            clientGreeted = true;
            setup.greeted();
            return Dialogue.GO_ON;
        }
        return setup.answered(error, more) ? Dialogue.GO_ON : end(Unprotected.STATE_REFUSED, "a request that was kept");
    }

    private static Verdict end(Unprotected reason, String detail) {
        return new Verdict.Break(reason, detail);
    }
}
