package io.rserpool.endpoint.failover.redis;

import io.rserpool.endpoint.failover.Dialogue;
import io.rserpool.endpoint.failover.Unprotected;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sessions with Redis and Valkey, RESP2 and RESP3. What the connection knows is set up again; what was asked and not answered is sent again, if it
 * only reads; what writes and is under way when its element dies ends the session, because nobody knows whether it was executed.
 */
public final class RedisFailover implements Dialogue {
    private final Requests requests;
    private final ConnectionState state;
    private final Restoration restoration = new Restoration();
    private final Delivery delivery;
    private final boolean serverEnds;
    private boolean clientEnded;

    public RedisFailover(RedisSettings settings, Setting setting) {
        serverEnds = settings.serverEnds();
        requests = new Requests(settings, setting);
        state = new ConnectionState(settings, setting.budget());
        delivery = new Delivery(settings, requests, state, restoration);
    }

    @Override
    public void sent(ByteBuffer bytes) {
        requests.sent(bytes);
    }

    @Override
    public Verdict received(ByteBuffer bytes, Consumer<ByteBuffer> client) {
        return delivery.received(bytes, client);
    }

    @Override
    public Verdict stay(Consumer<ByteBuffer> client) {
        return delivery.stay(client);
    }

    @Override
    public int held() {
        return delivery.held();
    }

    @Override
    public void clientEnded() {
        clientEnded = true;
    }

    /**
     * A Redis server closes a connection only when its client has asked for it or has closed its own direction; what it was asked before, it answers
     * first, but for a client that is gone it does not wait. With another server, that may end when it likes.
     */
    @Override
    public boolean endIsFailure() {
        if (delivery.isRaw() || requests.opaque() != null) {
            return false;
        }
        var first = requests.first();
        if (first != null && first.effect == Effect.SHUTDOWN) {
            return false;
        }
        if (!clientEnded && !requests.hasQuit() && !serverEnds) {
            return true;
        }
        var waitsForOthers = clientEnded && first != null && first.waits();
        return !waitsForOthers && (requests.isUnanswered() || !restoration.isDone());
    }

    @Override
    public boolean isFinished() {
        return requests.hasQuit() && requests.isEmpty() && restoration.isDone();
    }

    @Override
    public @Nullable Unprotected unprotected() {
        if (delivery.unprotected() != null) {
            return delivery.unprotected();
        }
        if (requests.opaque() != null) {
            return requests.opaque();
        }
        return state.unprotected() != null ? state.unprotected() : requests.risk();
    }

    @Override
    public void restart() {
        delivery.restart();
        requests.restart();
        state.restart();
        restoration.restart(state.restored());
    }

    /** Nothing else is sent before the connection is as it was: a write to the wrong database would be worse than none. */
    @Override
    public boolean resend(Sink sink) {
        restoration.send(sink);
        if (!restoration.isDone()) {
            return false;
        }
        requests.send(sink, Integer.MAX_VALUE);
        return requests.isSent();
    }

    @Override
    public boolean mayStream(boolean served) {
        return served && restoration.isDone() && requests.isSent();
    }

    @Override
    public int kept() {
        return requests.kept() + state.size();
    }

    @Override
    public void close() {
        requests.close();
        state.close();
    }
}
