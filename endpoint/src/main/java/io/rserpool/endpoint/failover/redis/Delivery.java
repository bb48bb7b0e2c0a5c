package io.rserpool.endpoint.failover.redis;

import io.rserpool.endpoint.failover.Dialogue;
import io.rserpool.endpoint.failover.Dialogue.Verdict;
import io.rserpool.endpoint.failover.GivenAnswer;
import io.rserpool.endpoint.failover.Unprotected;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What of a server's bytes is the client's: what answers our own commands is not, nor what the client has already. */
final class Delivery implements Replies.Taker {
    private final Requests requests;
    private final ConnectionState state;
    private final Restoration restoration;
    private final Replies replies;
    private final Refusals refusals;

    private final Messages messages;
    private Consumer<ByteBuffer> client = _ -> {};

    /** Whether the client has the beginning of an answer only. */
    private boolean midAnswer;

    private boolean raw;
    private Verdict.@Nullable Break broken;

    Delivery(RedisSettings settings, Requests requests, ConnectionState state, Restoration restoration) {
        this.requests = requests;
        this.state = state;
        this.restoration = restoration;
        this.replies = new Replies(settings.messageLimit());
        this.refusals = new Refusals(settings, requests);
        this.messages = new Messages(settings.messageLimit());
    }

    /** Whether bytes are passed on unread. */
    boolean isRaw() {
        return raw;
    }

    int held() {
        return replies.held() + refusals.held() + messages.waiting();
    }

    @Nullable
    Unprotected unprotected() {
        if (broken != null) {
            return broken.reason();
        }
        return messages.isCut() ? Unprotected.MESSAGE_CUT : null;
    }

    void restart() {
        refusals.restart();
        replies.restart();
    }

    Verdict received(ByteBuffer bytes, Consumer<ByteBuffer> to) {
        client = to;
        if (broken != null) {
            bytes.position(bytes.limit());
            return broken;
        }
        if (refusals.isDecided()) {
            refusals.hold(bytes);
            bytes.position(bytes.limit());
            return Dialogue.GO_ON;
        }
        if (!raw && requests.opaque() != null && isClear()) {
            raw = true;
            give(replies.release());
        }
        if (raw) {
            give(bytes);
            bytes.position(bytes.limit());
            return Dialogue.GO_ON;
        }
        var verdict = replies.read(bytes, this);
        if (verdict instanceof Verdict.Move) {
            refusals.hold(bytes);
        }
        if (raw) {
            give(replies.release());
        }
        bytes.position(bytes.limit());
        return verdict;
    }

    /** Whether nothing of what comes has to be told from the rest. */
    private boolean isClear() {
        return restoration.isDone() && !requests.isSkipping() && messages.waiting() == 0 && !refusals.isOpen();
    }

    private void give(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            client.accept(bytes.slice());
        }
    }

    /** What was held back because of a refusal is read once more, and is the client's now. */
    Verdict stay(Consumer<ByteBuffer> to) {
        var again = refusals.close();
        replies.restart();
        refusals.pause(true);
        var verdict = received(again, to);
        refusals.pause(false);
        return verdict;
    }

    private @Nullable Pending due() {
        var first = requests.first();
        while (first != null && first.replies == 0 && !refusals.isOpen()) {
            if (first.effect == Effect.REPLY && isError()) {
                // It may have been refused itself.
                return null;
            }
            // The server takes one after the other: it has been executed.
            requests.answered();
            first = requests.first();
        }
        if (first != null && first.answered == 0) {
            first.expected = first.replies < 0 ? state.confirmations(first.name) : first.replies;
        }
        return first;
    }

    @Override
    public boolean isDue() {
        return !restoration.isDone() || due() != null;
    }

    @Override
    public boolean isDueConfirmation(String command) {
        if (!restoration.isDone()) {
            return restoration.awaits(command);
        }
        var due = due();
        return due != null && due.name.equalsIgnoreCase(command);
    }

    @Override
    public boolean mayBeMessage() {
        if (state.isSubscribed()) {
            return true;
        }
        var due = due();
        return due != null && (due.effect == Effect.SUBSCRIBE || due.effect == Effect.UNSUBSCRIBE);
    }

    @Override
    public boolean isScan() {
        var due = due();
        return due != null && due.effect == Effect.SCAN;
    }

    @Override
    public void confirmed(String confirmation, String channel) {
        state.confirmed(confirmation, channel);
        if (due() == null) {
            state.settle();
        }
        checkState();
    }

    private void checkState() {
        var lost = state.lost();
        if (lost != null) {
            requests.becomeOpaque(lost, "");
        }
    }

    @Override
    public Verdict take(Replies.Route route, ByteBuffer bytes, boolean complete) {
        if (raw) {
            give(bytes);
            return Dialogue.GO_ON;
        }
        if (refusals.isOpen()) {
            return refused(route, bytes, complete);
        }
        return switch (route) {
            case MESSAGE -> message(bytes, complete);
            case STRANGE ->
                isRefusal()
                        ? refusals.move(bytes, replies.label(), "a connection")
                        : notUnderstood(bytes, "an answer to nothing");
            case ANSWER -> {
                if (!restoration.isDone()) {
                    yield restored(bytes, complete);
                }
                if (isRefusal() && state.unprotected() == null && requests.opaque() == null) {
                    yield refused(route, bytes, complete);
                }
                var due = due();
                yield due == null ? notUnderstood(bytes, "an answer to nothing") : answer(due, bytes, complete);
            }
        };
    }

    private boolean isRefusal() {
        return replies.type() == '-' && refusals.isRefusal(replies.label());
    }

    private boolean isError() {
        return replies.type() == '-' || replies.type() == '!';
    }

    private Verdict refused(Replies.Route route, ByteBuffer bytes, boolean complete) {
        var error = replies.type() == '-' ? replies.label() : "";
        var verdict = refusals.take(route, bytes, complete, error);
        return verdict == null ? stay(client) : verdict;
    }

    private Verdict restored(ByteBuffer bytes, boolean complete) {
        if (!complete) {
            return Dialogue.GO_ON;
        }
        if (isRefusal()) {
            return refusals.move(bytes, replies.label(), "the state of a connection");
        }
        var wrong = restoration.replied(isError(), replies.label());
        return wrong.isEmpty() ? Dialogue.GO_ON : breakOff(Unprotected.STATE_REFUSED, wrong);
    }

    private Verdict answer(Pending due, ByteBuffer bytes, boolean complete) {
        if (due.given != null && !due.given.skip(bytes)) {
            return breakOff(Unprotected.ANSWER_DIFFERED, "to " + due.name);
        }
        if (bytes.hasRemaining()) {
            give(bytes);
            if (!complete || due.expected > 1) {
                if (due.given == null) {
                    due.given = new GivenAnswer();
                }
                due.given.given(bytes);
            }
            midAnswer = !complete;
        }
        return complete ? answered(due) : Dialogue.GO_ON;
    }

    private Verdict answered(Pending due) {
        var error = isError();
        due.error |= error;
        due.answered++;
        var skipping = due.given != null && due.given.isSkipping();
        if (due.answered >= due.expected || error) {
            if (skipping) {
                return breakOff(Unprotected.ANSWER_DIFFERED, "to " + due.name + ": it ends before what the client has");
            }
            var bytes = due.transaction == null ? null : requests.bytesOfFirst();
            state.answered(due, bytes, replies.label());
            state.settle();
            requests.answered();
            checkState();
        }
        if (!skipping) {
            midAnswer = false;
            messages.flush(client);
        }
        return Dialogue.GO_ON;
    }

    private Verdict message(ByteBuffer bytes, boolean complete) {
        if (!midAnswer) {
            messages.give(bytes, complete, client);
            return Dialogue.GO_ON;
        }
        return messages.keep(bytes, complete)
                ? Dialogue.GO_ON
                : breakOff(
                        Unprotected.JOURNAL_LIMIT, "more messages came in the middle of an answer than are held back");
    }

    @Override
    public Verdict notUnderstood(ByteBuffer bytes, String why) {
        if (refusals.isOpen()) {
            refusals.hold(bytes);
            return stay(client);
        }
        if (!restoration.isDone() || requests.isSkipping() || messages.waiting() > 0) {
            return breakOff(Unprotected.NOT_UNDERSTOOD, why);
        }
        requests.becomeOpaque(Unprotected.NOT_UNDERSTOOD, why);
        raw = true;
        give(bytes);
        return Dialogue.GO_ON;
    }

    private Verdict breakOff(Unprotected reason, String detail) {
        broken = new Verdict.Break(reason, reason.says() + ": " + detail);
        return broken;
    }
}
