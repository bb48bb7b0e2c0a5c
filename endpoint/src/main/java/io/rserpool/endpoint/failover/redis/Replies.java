package io.rserpool.endpoint.failover.redis;

import io.rserpool.endpoint.failover.Dialogue;
import io.rserpool.endpoint.failover.Dialogue.Verdict;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a server's bytes apart into replies and messages. How one begins says what it is; until that is known it is held back, and a message until
 * it is complete. The rest is passed on as it comes.
 */
final class Replies {
    /** What becomes of it. */
    enum Route {
        /** An answer to the command whose answer is due. */
        ANSWER,
        /** A message that the client has not asked for. */
        MESSAGE,
        /** Nothing that is due. */
        STRANGE
    }

    /** Who takes them. */
    interface Taker {
        /** Whether an answer is due. */
        boolean isDue();

        /** Whether it confirms what was asked by a command of that name, in lower case. */
        boolean isDueConfirmation(String command);

        /** Whether arrays may be messages. */
        boolean mayBeMessage();

        /** Whether the answer that is due tells by its first element what has become of a scan. */
        boolean isScan();

        /** A subscription or its end is confirmed. */
        void confirmed(String confirmation, String channel);

        /**
         * Bytes of a reply or message.
         *
         * @param complete whether they are its last
         * @return {@link Dialogue#GO_ON}, or what ends the reading for now
         */
        Verdict take(Route route, ByteBuffer bytes, boolean complete);

        /** These bytes and all that come are not understood. */
        Verdict notUnderstood(ByteBuffer bytes, String why);
    }

    private static final Set<String> MESSAGES = Set.of("message", "pmessage", "smessage");
    private static final Set<String> CONFIRMATIONS =
            Set.of("subscribe", "psubscribe", "ssubscribe", "unsubscribe", "punsubscribe", "sunsubscribe");

    /** A confirmation longer than that is not looked into. */
    private static final int LONGEST_CONFIRMATION = 1 << 16;

    private final int messageLimit;
    private final ByteArrayOutputStream hold = new ByteArrayOutputStream(0);
    private ReplyReader reader = new ReplyReader();
    private @Nullable Route route;

    Replies(int messageLimit) {
        this.messageLimit = messageLimit;
    }

    /** Bytes that are held back here. */
    int held() {
        return hold.size();
    }

    char type() {
        return reader.type();
    }

    String label() {
        return reader.label();
    }

    /** What is held back. */
    ByteBuffer release() {
        return released(ByteBuffer.allocate(0));
    }

    void restart() {
        reader = new ReplyReader();
        hold.reset();
        route = null;
    }

    /** Reads to the end of the bytes or of the first reply or message with a verdict. */
    Verdict read(ByteBuffer bytes, Taker taker) {
        while (bytes.hasRemaining()) {
            int start = bytes.position();
            var result = reader.read(bytes);
            var part = bytes.slice(start, bytes.position() - start);
            if (result == ReplyReader.Result.WRONG) {
                bytes.position(bytes.limit());
                return taker.notUnderstood(
                        released(bytes.slice(start, bytes.limit() - start)), "what the server sends");
            }
            var verdict = part(part, result == ReplyReader.Result.COMPLETE, taker);
            if (!(verdict instanceof Verdict.GoOn)) {
                return verdict;
            }
        }
        return Dialogue.GO_ON;
    }

    private Verdict part(ByteBuffer part, boolean complete, Taker taker) {
        var now = route;
        if (now == null) {
            now = decide(hold.size() + part.remaining(), complete, taker);
            if (now == null) {
                copy(part, hold::writeBytes);
                return Dialogue.GO_ON;
            }
        }
        var bytes = released(part);
        route = complete ? null : now;
        if (complete && now != Route.STRANGE && isConfirmation(taker)) {
            var elements = Arguments.of(bytes);
            if (elements.size() > 1) {
                taker.confirmed(label(), elements.get(1));
            }
        }
        return taker.take(now, bytes, complete);
    }

    private ByteBuffer released(ByteBuffer part) {
        if (hold.size() == 0) {
            return part;
        }
        copy(part, hold::writeBytes);
        var all = ByteBuffer.wrap(hold.toByteArray());
        hold.reset();
        return all;
    }

    static void copy(ByteBuffer from, Consumer<byte[]> to) {
        var bytes = new byte[from.remaining()];
        from.duplicate().get(bytes);
        to.accept(bytes);
    }

    /** Null = that cannot be said yet. */
    private @Nullable Route decide(int size, boolean complete, Taker taker) {
        var type = reader.type();
        var mayBeMessage = type == '>' || (type == '*' && taker.mayBeMessage());
        if (!complete && !reader.isLabelled() && (type == '-' || mayBeMessage || (type == '*' && taker.isScan()))) {
            return null;
        }
        if (isConfirmation(taker)) {
            if (size > LONGEST_CONFIRMATION) {
                return Route.STRANGE;
            }
            if (!complete) {
                return null;
            }
            if (taker.isDueConfirmation(reader.label())) {
                return Route.ANSWER;
            }
            return Route.MESSAGE;
        }
        if (type == '>' || (mayBeMessage && MESSAGES.contains(reader.label()))) {
            return complete || size > messageLimit ? Route.MESSAGE : null;
        }
        return taker.isDue() ? Route.ANSWER : Route.STRANGE;
    }

    /** In RESP2 also the first one, which makes arrays messages. */
    private boolean isConfirmation(Taker taker) {
        var type = reader.type();
        return (type == '>' || (type == '*' && taker.mayBeMessage())) && CONFIRMATIONS.contains(reader.label());
    }
}
