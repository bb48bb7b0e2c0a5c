package io.rserpool.endpoint.failover.lines;

import io.rserpool.endpoint.failover.Failover.Sink;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What is said first on a new connection: the greeting is waited for, if there is one, then each request that is kept is sent and answered. */
final class Setup {
    private final Deque<KeptRequests.Kept> requests = new ArrayDeque<>(0);
    private boolean greeting;
    private int part;
    private int sent;

    /** There is a new connection. */
    void restart(boolean withGreeting, List<KeptRequests.Kept> kept) {
        requests.clear();
        requests.addAll(kept);
        greeting = withGreeting;
        part = 0;
        sent = 0;
    }

    boolean isDone() {
        return !greeting && requests.isEmpty();
    }

    /** Whether the greeting is still to come. */
    boolean awaitsGreeting() {
        return greeting;
    }

    void greeted() {
        greeting = false;
    }

    void send(Sink sink) {
        var first = requests.peekFirst();
        if (first != null && !greeting && sent < first.parts().get(part)) {
            sent += sink.write(
                    ByteBuffer.wrap(first.bytes(), sent, first.parts().get(part) - sent));
        }
    }

    /** The request that was sent is answered, or asked to go on; whether that is as it was before. */
    boolean answered(boolean error, boolean wantsMore) {
        var first = requests.getFirst();
        if (error
                || sent < first.parts().get(part)
                || wantsMore != part < first.parts().size() - 1) {
            return false;
        }
        if (wantsMore) {
            part++;
        } else {
            requests.removeFirst();
            part = 0;
            sent = 0;
        }
        return true;
    }
}
