package io.rserpool.pe;

import io.rserpool.pe.ServerLook.Listeners;
import io.rserpool.pe.ServerLook.Open;
import io.rserpool.pe.ServerLook.Refused;
import io.rserpool.pe.ServerLook.Unknown;
import java.util.Optional;

/**
 * What the end of a server's connection was, and by which evidence. The table is in docs/server-end.md; its rows are
 * the lines below, in the same order.
 *
 * @param detail of the evidence, for logs; may be empty
 */
record ServerVerdict(Outcome outcome, Evidence evidence, String detail) {
    /** What follows for the session, and for the element. */
    enum Outcome {
        /** The answer is complete: the session ends. */
        ORDERLY,
        /** The server reset a connection that it had answered: the client's is reset. */
        ABORTED,
        /** The server failed this session, which goes to another element. */
        FAILED,
        /** Nobody listens any more: as FAILED, and the element is deregistered. */
        DEAD
    }

    /** What proves it, in the words of logs and of the reason that the user is told. */
    enum Evidence {
        HOLDS("its process still holds the connection and has ended its own direction only"),
        LISTENS("the sockets that listened when the session began still do"),
        OPEN("its port is open"),
        NOT_SEEN("whether it still listens cannot be seen"),
        STOPPED("its process had closed the listening socket before and went on serving"),
        NOBODY("nobody listens at its port"),
        REFUSED("its port refuses connections"),
        RESTARTED("others listen than when the session began: it was started again");

        private final String text;

        Evidence(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /**
     * Judges an end by what was seen after it.
     *
     * @param confirmed whether this was seen so long after the end that a dying process had closed its other sockets
     * @return empty = look again later
     */
    static Optional<ServerVerdict> of(ServerEnd end, ServerLook look, boolean confirmed) {
        if (!end.reset() && end.endedSendingOnly()) {
            return verdict(Outcome.ORDERLY, Evidence.HOLDS);
        }
        return switch (look) {
            case Refused(var text) -> Optional.of(new ServerVerdict(Outcome.DEAD, Evidence.REFUSED, text));
            case Open() -> confirmed ? verdict(ofLiving(end), Evidence.OPEN) : Optional.empty();
            case Unknown() -> confirmed ? verdict(ofLiving(end), Evidence.NOT_SEEN) : Optional.empty();
            case Listeners(var now)
            when !now.isEmpty() && now.containsAll(end.run()) ->
                confirmed ? verdict(ofLiving(end), Evidence.LISTENS) : Optional.empty();
            case Listeners _ when end.outlivedListeners() -> verdict(ofStopping(end), Evidence.STOPPED);
            case Listeners(var now) ->
                now.isEmpty() ? verdict(Outcome.DEAD, Evidence.NOBODY) : verdict(Outcome.FAILED, Evidence.RESTARTED);
        };
    }

    private static Optional<ServerVerdict> verdict(Outcome outcome, Evidence evidence) {
        return Optional.of(new ServerVerdict(outcome, evidence, ""));
    }

    /** Servers may close without an answer, as many protocols' last words want it; none resets instead of answering. */
    private static Outcome ofLiving(ServerEnd end) {
        if (!end.reset()) {
            return Outcome.ORDERLY;
        }
        return end.unanswered() ? Outcome.FAILED : Outcome.ABORTED;
    }

    /** A server that stops may be killed when its time is up: what it has not answered is not taken for complete. */
    private static Outcome ofStopping(ServerEnd end) {
        if (end.unanswered()) {
            return Outcome.FAILED;
        }
        return end.reset() ? Outcome.ABORTED : Outcome.ORDERLY;
    }

    /** What happened, for the log and for the user. */
    String text(boolean reset) {
        return "the server " + (reset ? "reset" : "closed") + " its connection; " + evidence.text
                + (detail.isEmpty() ? "" : " (" + detail + ")");
    }
}
