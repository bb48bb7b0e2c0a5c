package io.rserpool.endpoint.user;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.carrier.ElementConnection;
import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.failover.JournalBudget;
import io.rserpool.endpoint.failover.Replay;
import io.rserpool.endpoint.session.SessionHandler;
import io.rserpool.endpoint.session.SessionOptions;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a session's client sends: on its way to whatever element there is, and into the journal. */
final class Uplink {
    private static final System.Logger LOG = System.getLogger(Uplink.class.getName());

    private final PoolSession session;
    private final SessionHandler handler;
    private final EndpointMetrics metrics;
    private final int journalLimit;
    private final JournalBudget budget;
    private @Nullable Replay replay;
    private String whyNoJournal = "";
    private long taken;
    private boolean ended;
    private boolean wantsToWrite;

    Uplink(
            PoolSession session,
            SessionOptions options,
            SessionHandler handler,
            JournalBudget budget,
            EndpointMetrics metrics) {
        this.session = session;
        this.handler = handler;
        this.metrics = metrics;
        this.budget = budget;
        this.journalLimit = options.journalLimit();
        if (options.mode() == FailoverMode.REPLAY) {
            replay = new Replay(journalLimit, budget, metrics, session::isServed, this::giveUpJournal);
        }
    }

    /** Bytes of the client so far. */
    long taken() {
        return taken;
    }

    /** Whether the client's bytes are complete. */
    boolean ended() {
        return ended;
    }

    void end() {
        ended = true;
    }

    boolean hasJournal() {
        return replay != null;
    }

    /** Bytes in the journal. */
    int journalSize() {
        return replay == null ? 0 : replay.size();
    }

    /** Of what the client has got. */
    long digest() {
        return replay == null ? 0 : replay.digest();
    }

    void delivered(ByteBuffer bytes) {
        if (replay != null) {
            replay.delivered(bytes);
        }
    }

    /** Nothing has been sent on the new connection. */
    void restart() {
        if (replay != null) {
            replay.restart();
        }
    }

    /** With a journal, all of it must have been sent; without, nothing may be sent that might get lost. */
    private boolean mayStream(@Nullable ElementConnection connection, boolean accepted) {
        return connection != null && (replay != null ? replay.allSent() : accepted);
    }

    int send(@Nullable ElementConnection connection, boolean accepted, ByteBuffer bytes) {
        if (connection == null || !mayStream(connection, accepted)) {
            wantsToWrite = true;
            return 0;
        }
        var start = bytes.position();
        var sent = connection.write(bytes);
        taken += sent;
        wantsToWrite |= bytes.hasRemaining();
        if (sent > 0) {
            record(bytes.slice(start, sent));
        }
        return sent;
    }

    boolean sendMessage(@Nullable ElementConnection connection, boolean accepted, int ppid, ByteBuffer message) {
        var size = message.remaining();
        if (connection == null || !mayStream(connection, accepted) || !connection.sendMessage(ppid, message)) {
            wantsToWrite = true;
            return false;
        }
        taken += size;
        return true;
    }

    private void record(ByteBuffer bytes) {
        if (replay == null) {
            return;
        }
        if (!replay.fits(bytes.remaining())) {
            metrics.journalOverflows.increment();
            unprotect("the client sent more than the journal limit of " + journalLimit + " bytes");
        } else if (!replay.keep(bytes)) {
            giveUpJournal();
        }
    }

    private void giveUpJournal() {
        metrics.journalsGivenUp.increment();
        unprotect("all journals together have reached their budget of " + budget.limit() + " bytes");
    }

    private void unprotect(String why) {
        whyNoJournal = why;
        dropJournal();
        LOG.log(
                Level.DEBUG,
                "session of {0} with pool {1} will not survive a failure: {2}",
                session.options().client(),
                session.handle(),
                why);
        handler.onJournalOverflow(why);
    }

    /** Why the journal was given up; empty if it was not. */
    String whyNoJournal() {
        return whyNoJournal;
    }

    void dropJournal() {
        if (replay != null) {
            replay.drop();
            replay = null;
        }
    }

    /** Sends the rest of the journal, then End or what the owner has. */
    void pump(ElementConnection connection, boolean accepted) {
        if ((replay != null && !replay.send(connection)) || !mayStream(connection, accepted)) {
            return;
        }
        if (ended) {
            connection.sendEnd();
        } else {
            askForMore();
        }
    }

    /** Tells the owner that bytes are taken again, if it has some. */
    void askForMore() {
        if (wantsToWrite) {
            wantsToWrite = false;
            handler.onWritable();
        }
    }
}
