package io.rserpool.endpoint.failover;

import io.rserpool.protocol.session.RunningDigest;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * {@link FailoverMode#REPLAY}: a journal of what the client said, and a digest of what it was answered. The session begins again elsewhere, and
 * the client gets what it has not got yet, if the beginning is the same. Without the journal it is as one that was never protected.
 */
final class Replay implements Failover, JournalBudget.Holder {
    private final boolean serverEnds;
    private final Setting setting;
    private final Journal journal;
    private final RunningDigest digest;
    private final Beginning answer = new Beginning("HTTP/1.");
    private boolean kept = true;
    private @Nullable Unprotected unprotected;
    private String whyUnprotected = "";
    private int sent;
    private int reserved;

    Replay(boolean serverEnds, Setting setting) {
        this(serverEnds, setting, new RunningDigest());
    }

    private Replay(boolean serverEnds, Setting setting, RunningDigest digest) {
        this.serverEnds = serverEnds;
        this.setting = setting;
        this.digest = digest;
        this.journal = new Journal(setting.journalLimit());
    }

    @Override
    public @Nullable Unprotected unprotected() {
        return unprotected;
    }

    @Override
    public boolean serverEnds() {
        return serverEnds;
    }

    @Override
    public String whyUnprotected() {
        return whyUnprotected;
    }

    @Override
    public boolean waitsForElement() {
        return false;
    }

    /** All that is kept must have been sent; when nothing is, nothing may be sent that might get lost. */
    @Override
    public boolean mayStream(boolean served) {
        return kept ? allSent() : served;
    }

    private boolean allSent() {
        return sent == journal.size();
    }

    /** Bytes of the client that have been sent over this connection, since what is kept begins. */
    int sent() {
        return sent;
    }

    /**
     * The same from a later point on, to be used instead of this one, which is closed if it is another one.
     *
     * @param done bytes of the client that need not be sent again, no more than have been sent over this connection
     * @param behind whether the point is behind all of the answer that has come; else it is where it was
     */
    Replay from(int done, boolean behind) {
        if (done == 0 && !behind) {
            return this;
        }
        var next = new Replay(serverEnds, setting, behind ? new RunningDigest() : digest);
        for (int at = done; at < journal.size() && next.kept; ) {
            var part = journal.from(at);
            at += part.remaining();
            next.sent(part);
        }
        if (!kept && next.kept) {
            // It was this very journal that gave way to the copy.
            next.unprotect(Unprotected.JOURNAL_BUDGET, whyUnprotected);
        } else if (next.kept) {
            next.sent = sent - done;
        }
        close();
        return next;
    }

    @Override
    public void sent(ByteBuffer bytes) {
        if (!kept) {
            return;
        }
        if (!journal.fits(bytes.remaining())) {
            setting.metrics().journalOverflows.increment();
            unprotect(
                    Unprotected.JOURNAL_LIMIT,
                    "the client sent more than the journal limit of " + setting.journalLimit() + " bytes");
        } else if (!keep(bytes)) {
            giveUp();
        }
    }

    private boolean keep(ByteBuffer bytes) {
        var growth = journal.growth(bytes.remaining());
        if (!setting.budget().grow(this, growth)) {
            return false;
        }
        reserved += growth;
        var size = bytes.remaining();
        try {
            journal.append(bytes);
        } catch (OutOfMemoryError beyondTheLimitOfTheProcess) {
            // What is half kept is dropped with the journal in a moment.
            journal.close();
            setting.metrics().journalBytesActive.add(-sent);
            sent = 0;
            return false;
        }
        setting.metrics().journalBytesActive.add(size);
        sent += size;
        return true;
    }

    @Override
    public void delivered(ByteBuffer bytes) {
        if (kept) {
            digest.update(bytes);
            answer.add(bytes);
        }
    }

    @Override
    public String adviceIfDifferent() {
        return answer.isThis()
                ? "the server speaks HTTP, where a Date header alone makes answers differ: such a pool needs failover http, not replay"
                : "";
    }

    @Override
    public void restart() {
        sent = 0;
    }

    @Override
    public boolean resend(Sink sink) {
        while (!allSent()) {
            var chunk = journal.from(sent);
            sent += sink.write(chunk);
            if (chunk.hasRemaining()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public long skip(long delivered) {
        return kept ? delivered : 0;
    }

    @Override
    public long digest() {
        return kept ? digest.value() : 0;
    }

    @Override
    public int kept() {
        return journal.size();
    }

    /** A message that was sent again as bytes would be another one. */
    @Override
    public boolean carriesMessages() {
        return false;
    }

    /** Bytes of memory that the journal has been granted. */
    @Override
    public int capacity() {
        return reserved;
    }

    @Override
    public boolean isNeeded() {
        return !setting.served().getAsBoolean() || !allSent();
    }

    @Override
    public void giveUp() {
        setting.metrics().journalsGivenUp.increment();
        unprotect(
                Unprotected.JOURNAL_BUDGET,
                "all journals together have reached their budget of "
                        + setting.budget().limit() + " bytes");
    }

    private void unprotect(Unprotected reason, String why) {
        unprotected = reason;
        whyUnprotected = why;
        close();
        setting.unprotected().accept(why);
    }

    @Override
    public void close() {
        if (kept) {
            kept = false;
            setting.metrics().journalBytesActive.add(-journal.size());
            setting.budget().release(this, reserved);
            reserved = 0;
            sent = 0;
            journal.close();
        }
    }
}
