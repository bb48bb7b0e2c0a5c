package io.rserpool.pu;

import io.rserpool.endpoint.session.Session;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a client has said before an element served it, as long as it may have to be said to somebody else. */
final class EarlyBytes {
    /** Beyond it the client is not read until somebody serves it: the heap must hold this for each of some hundred that wait. */
    private static final int LIMIT = 8 * 1024;

    private static final int FIRST = 1024;

    private @Nullable ByteBuffer kept;

    /**
     * Sends to the session what can be kept. The rest is left to be read when somebody serves the client.
     *
     * @return how many bytes the session has taken
     */
    int send(Session session, ByteBuffer data) {
        int start = data.position();
        int end = data.limit();
        data.limit(Math.min(end, start + room()));
        int sent = session.send(data);
        data.limit(end);
        keep(data.slice(start, sent));
        return sent;
    }

    private int room() {
        return kept == null ? LIMIT : LIMIT - kept.position();
    }

    private void keep(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return;
        }
        var present = kept == null ? ByteBuffer.allocate(Math.max(FIRST, bytes.remaining())) : kept;
        if (present.remaining() < bytes.remaining()) {
            int needed = present.position() + bytes.remaining();
            present = ByteBuffer.allocate(Math.max(needed, 2 * present.capacity()))
                    .put(present.flip());
        }
        kept = present.put(bytes);
    }

    /** {@return all of it, which is not kept any more; null if there is nothing} */
    @Nullable
    ByteBuffer take() {
        var all = kept;
        kept = null;
        return all == null ? null : all.flip();
    }
}
