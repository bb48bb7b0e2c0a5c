package io.rserpool.endpoint.failover.redis;

import io.rserpool.endpoint.failover.Dialogue;
import io.rserpool.endpoint.failover.Dialogue.Verdict;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * An element that refuses a command, such as a replica that is sent a write, has not executed it: the session may move. From the first refusal on
 * answers are held back until it is known of all that is under way that it was refused, too, or may be executed again. If that is not so, or takes
 * too many bytes, the session stays, and the client gets the refusal.
 */
final class Refusals {
    /** What a server says that has no room for another client, before it closes the connection. */
    private static final String FULL = "-ERR max number of clients reached";

    private static final int LEAST_HELD = 1 << 12;

    private final RedisSettings settings;
    private final Requests requests;
    private final Deque<Pending> answered = new ArrayDeque<>(0);
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(0);
    private String cause = "";
    private boolean decided;
    private boolean paused;

    Refusals(RedisSettings settings, Requests requests) {
        this.settings = settings;
        this.requests = requests;
    }

    boolean isRefusal(String error) {
        return !paused && (settings.isElsewhere(error) || error.startsWith(FULL));
    }

    /** Nothing counts as a refusal for a while. */
    void pause(boolean now) {
        paused = now;
    }

    /** Whether answers are held back. */
    boolean isOpen() {
        return !cause.isEmpty();
    }

    /** Whether the session is to move. */
    boolean isDecided() {
        return decided;
    }

    int held() {
        return held.size();
    }

    void hold(ByteBuffer bytes) {
        Replies.copy(bytes, held::writeBytes);
    }

    /** It is refused before a command of the client has anything to do with it. */
    Verdict move(ByteBuffer bytes, String error, String what) {
        hold(bytes);
        cause = cause(error, what);
        return decide();
    }

    private static String cause(String error, String what) {
        return what + " is refused: " + Restoration.firstWord(error);
    }

    private Verdict decide() {
        decided = true;
        return new Verdict.Move(cause);
    }

    /**
     * Bytes that came.
     *
     * @param error the line of an error, else empty
     * @return null = the session stays
     */
    @Nullable
    Verdict take(Replies.Route route, ByteBuffer bytes, boolean complete, String error) {
        hold(bytes);
        if (held.size() > Math.max(settings.messageLimit(), LEAST_HELD)) {
            return null;
        }
        var first = requests.first();
        if (cause.isEmpty() && first != null) {
            cause = cause(error, first.name);
        }
        if (!complete || route == Replies.Route.MESSAGE) {
            return Dialogue.GO_ON;
        }
        if (route == Replies.Route.STRANGE || first == null || !isOrdinary(first)) {
            return null;
        }
        first.refused = !error.isEmpty() && (isRefusal(error) || error.startsWith("-EXECABORT"));
        if (!first.refused && first.unsafe != null) {
            return null;
        }
        answered.add(requests.takeFirst());
        if (requests.risk() == null) {
            return decide();
        }
        return requests.first() == null ? null : Dialogue.GO_ON;
    }

    /** Commands that change what is known of the connection are not looked at twice. */
    private static boolean isOrdinary(Pending command) {
        return command.replies == 1
                && switch (command.effect) {
                    case READ, WRITE, SCRIPT, BLOCKING, EXEC -> true;
                    default -> false;
                };
    }

    /** {@return what was held back; its commands are unanswered again} */
    ByteBuffer close() {
        var bytes = ByteBuffer.wrap(held.toByteArray());
        restart();
        return bytes;
    }

    void restart() {
        answered.forEach(Pending::rewind);
        requests.putBack(answered);
        answered.clear();
        held.reset();
        cause = "";
        decided = false;
    }
}
