package io.rserpool.endpoint.failover.redis;

import io.rserpool.endpoint.failover.Failover.Sink;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** What sets up a new connection: all of it is sent and answered before anything else is. */
final class Restoration {
    private final Deque<Restored> unanswered = new ArrayDeque<>(0);
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private int answered;

    /** There is a new connection. */
    void restart(List<Restored> commands) {
        unanswered.clear();
        unanswered.addAll(commands);
        answered = 0;
        unsent = ByteBuffer.allocate(
                commands.stream().mapToInt(each -> each.bytes().length).sum());
        commands.forEach(each -> unsent.put(each.bytes()));
        unsent.flip();
    }

    boolean isDone() {
        return unanswered.isEmpty();
    }

    /** Sends what there is to send. */
    void send(Sink sink) {
        if (unsent.hasRemaining()) {
            sink.write(unsent);
        }
    }

    /** Whether a confirmation of a subscription belongs to the command whose answer is due. */
    boolean awaits(String confirmation) {
        var first = unanswered.peekFirst();
        return first != null && first.name().toLowerCase(Locale.ROOT).equals(confirmation);
    }

    /** A reply is complete; empty if it is as it was, else what is wrong. */
    String replied(boolean error, String label) {
        var command = unanswered.getFirst();
        if (error != command.error()) {
            return error
                    ? command.name() + " is refused: " + firstWord(label)
                    : command.name() + " is not refused any more";
        }
        if (++answered == command.replies()) {
            unanswered.removeFirst();
            answered = 0;
        }
        return "";
    }

    /** Of an error line, only the code: the rest may quote the client. */
    static String firstWord(String label) {
        int space = label.indexOf(' ');
        return label.substring(Math.min(1, label.length()), space < 0 ? label.length() : space);
    }
}
