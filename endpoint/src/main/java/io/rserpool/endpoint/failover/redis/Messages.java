package io.rserpool.endpoint.failover.redis;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Messages that the client has not asked for: they go to it between answers, never within one. */
final class Messages {
    /** Times the limit of one that may wait. */
    private static final int MOST_LATE = 4;

    private final int limit;

    /** Those that came while the client had the beginning of an answer only. */
    private final ByteArrayOutputStream late = new ByteArrayOutputStream(0);

    private boolean cut;

    /** @param limit bytes of a message that is held back until it is complete */
    Messages(int limit) {
        this.limit = limit;
    }

    /** Whether the client has the beginning of one only. */
    boolean isCut() {
        return cut;
    }

    /** Bytes that wait for the end of an answer. */
    int waiting() {
        return late.size();
    }

    void give(ByteBuffer bytes, boolean complete, Consumer<ByteBuffer> client) {
        client.accept(bytes.slice());
        cut = !complete;
    }

    /** It is given to the client with {@link #flush}; whether there is room. */
    boolean keep(ByteBuffer bytes, boolean complete) {
        if (!complete || late.size() + bytes.remaining() > MOST_LATE * limit) {
            return false;
        }
        Replies.copy(bytes, late::writeBytes);
        return true;
    }

    void flush(Consumer<ByteBuffer> client) {
        if (late.size() > 0) {
            client.accept(ByteBuffer.wrap(late.toByteArray()));
            late.reset();
        }
    }
}
