package io.rserpool.endpoint.failover;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.carrier.ElementConnection;
import io.rserpool.protocol.session.RunningDigest;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/** What a session needs to begin again elsewhere: the journal of what was sent, a digest of what came. */
public final class Replay {
    private final Journal journal;
    private final JournalBudget budget;
    private final BooleanSupplier served;
    private final Runnable onGivenUp;
    private final RunningDigest digest = new RunningDigest();
    private final EndpointMetrics metrics;
    private int sent;
    private int reserved;

    /**
     * @param served whether an element serves the session now
     * @param onGivenUp called when other journals need the memory
     */
    public Replay(
            int journalLimit,
            JournalBudget budget,
            EndpointMetrics metrics,
            BooleanSupplier served,
            Runnable onGivenUp) {
        this.journal = new Journal(journalLimit);
        this.budget = budget;
        this.metrics = metrics;
        this.served = served;
        this.onGivenUp = onGivenUp;
    }

    /** Bytes in the journal. */
    public int size() {
        return journal.size();
    }

    /** Of what the client has got. */
    public long digest() {
        return digest.value();
    }

    public void delivered(ByteBuffer bytes) {
        digest.update(bytes);
    }

    /** Nothing of the journal has been sent on the new connection. */
    public void restart() {
        sent = 0;
    }

    public boolean allSent() {
        return sent == journal.size();
    }

    /** Sends on; whether nothing is left. */
    public boolean send(ElementConnection connection) {
        while (!allSent()) {
            var chunk = journal.from(sent);
            sent += connection.write(chunk);
            if (chunk.hasRemaining()) {
                return false;
            }
        }
        return true;
    }

    /** Whether the session's own limit allows so many more. */
    public boolean fits(int bytes) {
        return journal.fits(bytes);
    }

    /** Bytes of memory that the journal has been granted. */
    int capacity() {
        return reserved;
    }

    /** Whether the session cannot go on without the journal: it is on its way to another element. */
    boolean isNeeded() {
        return !served.getAsBoolean() || !allSent();
    }

    /** The memory is needed for others. */
    void giveUp() {
        onGivenUp.run();
    }

    /** Keeps bytes that have just been sent, which {@link #fits}; false if there is no memory for them. */
    public boolean keep(ByteBuffer bytes) {
        var growth = journal.growth(bytes.remaining());
        if (!budget.grow(this, growth)) {
            return false;
        }
        reserved += growth;
        var size = bytes.remaining();
        try {
            journal.append(bytes);
        } catch (OutOfMemoryError beyondTheLimitOfTheProcess) {
            // What is half kept is dropped with the journal in a moment.
            journal.close();
            metrics.journalBytesActive.add(-sent);
            sent = 0;
            return false;
        }
        metrics.journalBytesActive.add(size);
        sent += size;
        return true;
    }

    public void drop() {
        metrics.journalBytesActive.add(-journal.size());
        budget.release(this, reserved);
        reserved = 0;
        journal.close();
    }
}
