package io.rserpool.endpoint;

import io.rserpool.protocol.session.RunningDigest;
import java.nio.ByteBuffer;

/** What a session needs to begin again elsewhere: the journal of what was sent, a digest of what came. */
final class Replay {
    private final Journal journal;
    private final RunningDigest digest = new RunningDigest();
    private final EndpointMetrics metrics;
    private int sent;

    Replay(int journalLimit, EndpointMetrics metrics) {
        this.journal = new Journal(journalLimit);
        this.metrics = metrics;
    }

    /** Bytes in the journal. */
    int size() {
        return journal.size();
    }

    /** Of what the client has got. */
    long digest() {
        return digest.value();
    }

    void delivered(ByteBuffer bytes) {
        digest.update(bytes);
    }

    /** Nothing of the journal has been sent on the new connection. */
    void restart() {
        sent = 0;
    }

    boolean allSent() {
        return sent == journal.size();
    }

    /** Sends on; whether nothing is left. */
    boolean send(ElementConnection connection) {
        while (!allSent()) {
            var chunk = journal.from(sent);
            sent += connection.write(chunk);
            if (chunk.hasRemaining()) {
                return false;
            }
        }
        return true;
    }

    /** Keeps bytes that have just been sent; false if they are too many. */
    boolean keep(ByteBuffer bytes) {
        if (!journal.fits(bytes.remaining())) {
            return false;
        }
        metrics.journalBytesActive.add(bytes.remaining());
        sent += bytes.remaining();
        journal.append(bytes);
        return true;
    }

    void drop() {
        metrics.journalBytesActive.add(-journal.size());
    }
}
