package io.rserpool.operator.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Reads the bodies of requests, so that all that are worked on at a time fit into memory: some small ones, as nearly all are, and one large
 * one. A review needs up to thirty times its body's length until it is answered (measured), so all of them need about 90 MB of the heap.
 */
final class ReviewBodies {
    /** An API server stores no object above 1.5 MiB; a review holds the object, and little more. */
    static final int LARGEST = 2 * 1024 * 1024;

    /** Pods have 5 to 20 KiB, as a rule. */
    static final int SMALL = 64 * 1024;

    private static final int MOST_SMALL = 16;

    /** The webhook's configuration gives it 5 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Semaphore small = new Semaphore(MOST_SMALL, true);
    private final Semaphore large = new Semaphore(1, true);
    private final Duration patience;

    ReviewBodies() {
        this(PATIENCE);
    }

    /** Creates a reader that waits so long for its turn. */
    ReviewBodies(Duration patience) {
        this.patience = patience;
    }

    /** Why a body is not read. */
    enum Reason {
        /** It is longer than any review can be. */
        TOO_LONG,
        /** Others have not been done in time. */
        BUSY
    }

    /** A body is not read. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final Reason reason;

        private Refused(Reason reason) {
            super("request refused: " + reason);
            this.reason = reason;
        }

        Reason reason() {
            return reason;
        }
    }

    /** A body in memory. Has to be closed when the review is done. */
    final class Body implements AutoCloseable {
        private final byte[] bytes;
        private final Semaphore turn;

        private Body(byte[] bytes, Semaphore turn) {
            this.bytes = bytes;
            this.turn = turn;
        }

        byte[] bytes() {
            return bytes;
        }

        @Override
        public void close() {
            turn.release();
        }
    }

    /**
     * {@return the body}
     *
     * @throws Refused if it is too long, or it is not its turn for too long
     */
    Body read(InputStream input) throws IOException, Refused {
        acquire(small);
        boolean kept = false;
        try {
            var bytes = input.readNBytes(SMALL + 1);
            if (bytes.length > SMALL) {
                return readLarge(bytes, input);
            }
            kept = true;
            return new Body(bytes, small);
        } finally {
            if (!kept) {
                small.release();
            }
        }
    }

    private Body readLarge(byte[] beginning, InputStream input) throws IOException, Refused {
        acquire(large);
        boolean kept = false;
        try {
            var rest = input.readNBytes(LARGEST - beginning.length + 1);
            if (beginning.length + rest.length > LARGEST) {
                throw new Refused(Reason.TOO_LONG);
            }
            var all = Arrays.copyOf(beginning, beginning.length + rest.length);
            System.arraycopy(rest, 0, all, beginning.length, rest.length);
            kept = true;
            return new Body(all, large);
        } finally {
            if (!kept) {
                large.release();
            }
        }
    }

    private void acquire(Semaphore turns) throws Refused {
        try {
            if (!turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Refused(Reason.BUSY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(Reason.BUSY);
        }
    }
}
