package io.rserpool.testkit;

import io.rserpool.transport.Association;
import io.rserpool.transport.AssociationHandler;
import io.rserpool.transport.AssociationHandler.DownReason;
import io.rserpool.transport.SctpAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** One side of an association of a {@link VirtualNetwork}. */
final class VirtualAssociation implements Association {
    private enum State {
        CONNECTING,
        UP,
        SHUTTING_DOWN,
        DOWN
    }

    private record Message(int stream, int ppid, boolean unordered, ByteBuffer payload) {}

    private static final int MAX_MESSAGE_SIZE = 1 << 18;

    private final VirtualEndpoint endpoint;
    private final SctpAddress peer;
    private final Queue<Message> outbox = new ArrayDeque<>();
    private final Queue<Message> inbox = new ArrayDeque<>();
    private AssociationHandler handler;
    private @Nullable VirtualAssociation remote;
    private State state = State.CONNECTING;
    private int unacknowledged;
    private int undelivered;
    private boolean wantsToWrite;
    private boolean reading = true;
    private long unreachableSince = -1;
    private long lastArrival;

    /** Whether this side has learnt that it is up. */
    private boolean known;

    private Duration heartbeatInterval;

    VirtualAssociation(VirtualEndpoint endpoint, SctpAddress peer, AssociationHandler handler) {
        this.endpoint = endpoint;
        this.peer = peer;
        this.handler = handler;
        this.heartbeatInterval = endpoint.options().failure().heartbeatInterval();
    }

    boolean connecting() {
        return state == State.CONNECTING;
    }

    private boolean open() {
        return state == State.UP || state == State.SHUTTING_DOWN;
    }

    private VirtualNetwork network() {
        return endpoint.transport().network();
    }

    private void later(Runnable task) {
        endpoint.transport().eventLoop().schedule(network().delay(), task);
    }

    private boolean reachable() {
        return network().reachable(endpoint.transport().address(), peer.primary());
    }

    void connect() {
        endpoint.transport().eventLoop().schedule(VirtualNetwork.connectTime(endpoint.options()), () -> {
            if (connecting()) {
                lost(DownReason.CANNOT_CONNECT);
            }
        });
        later(this::init);
    }

    private void init() {
        var crashed = network().at(endpoint.transport().address()) != endpoint.transport();
        if (!connecting() || crashed) {
            return;
        }
        var host = network().at(peer.primary());
        if (host == null || !reachable()) {
            endpoint.transport().eventLoop().schedule(endpoint.options().rto().initial(), this::init);
            return;
        }
        var target = host.endpoint(peer.port());
        var other = target == null ? null : target.accept(this);
        if (other == null) {
            later(() -> {
                if (connecting()) {
                    lost(DownReason.CANNOT_CONNECT);
                }
            });
            return;
        }
        establish(other);
    }

    private void establish(VirtualAssociation other) {
        var collision = other.handler != AssociationHandler.IGNORE;
        remote = other;
        other.remote = this;
        state = State.UP;
        other.state = State.UP;
        if (!collision) {
            other.handler = other.endpoint.handlerFor(other);
        }
        other.raise(() -> other.handler.onUp(other));
        // As the last message of the handshake: what the acceptor sends at once comes behind it.
        later(() -> {
            known = true;
            raise(() -> handler.onUp(this));
            flush();
            other.flush();
        });
        other.known = true;
    }

    private void raise(Runnable event) {
        if (open()) {
            event.run();
        }
    }

    @Override
    public boolean send(int stream, int ppid, boolean unordered, ByteBuffer payload) {
        if (stream < 0 || (open() && stream >= outboundStreams())) {
            throw new IllegalArgumentException("no stream " + stream);
        }
        if (!payload.hasRemaining() || payload.remaining() > MAX_MESSAGE_SIZE) {
            throw new IllegalArgumentException("a message of " + payload.remaining() + " bytes cannot be sent");
        }
        if (state == State.DOWN || state == State.SHUTTING_DOWN) {
            return false;
        }
        if (unacknowledged + payload.remaining() > endpoint.options().capacity().sendBuffer()) {
            wantsToWrite = true;
            return false;
        }
        unacknowledged += payload.remaining();
        var copy = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
        outbox.add(new Message(stream, ppid, unordered, copy));
        if (open()) {
            scheduleFlush();
        }
        return true;
    }

    /** Arrivals keep their order even where the delay varies. */
    private void scheduleFlush() {
        var loop = endpoint.transport().eventLoop();
        lastArrival = Math.max(lastArrival, loop.nanoTime() + network().delay().toNanos());
        loop.schedule(Duration.ofNanos(lastArrival - loop.nanoTime()), this::flush);
    }

    private void flush() {
        var other = remote;
        if (!open() || other == null || !reachable()) {
            return;
        }
        if (!other.open()) {
            peerIsGone();
            return;
        }
        if (!other.known) {
            return;
        }
        while (!outbox.isEmpty()
                && other.undelivered < other.endpoint.options().capacity().receiveBuffer()) {
            var message = outbox.remove();
            other.inbox.add(message);
            other.undelivered += message.payload.remaining();
        }
        other.deliver();
        if (state == State.SHUTTING_DOWN) {
            finishShutdown();
        }
    }

    private void deliver() {
        while (reading && open() && !inbox.isEmpty()) {
            var message = inbox.remove();
            var size = message.payload.remaining();
            undelivered -= size;
            var sender = remote;
            if (sender != null) {
                later(() -> sender.acknowledged(size));
            }
            handler.onMessage(this, message.stream, message.ppid, message.unordered, message.payload);
        }
    }

    private void acknowledged(int size) {
        unacknowledged -= size;
        if (!outbox.isEmpty()) {
            flush();
        }
        if (wantsToWrite && state == State.UP) {
            wantsToWrite = false;
            handler.onWritable(this);
        }
    }

    @Override
    public void setReading(boolean newReading) {
        reading = newReading;
        if (reading) {
            endpoint.transport().eventLoop().execute(() -> {
                deliver();
                var sender = remote;
                if (sender != null) {
                    sender.flush();
                }
            });
        }
    }

    @Override
    public void shutdown() {
        if (connecting()) {
            abort("shut down");
        } else if (state == State.UP) {
            state = State.SHUTTING_DOWN;
            scheduleFlush();
        }
    }

    private void finishShutdown() {
        var other = remote;
        if (outbox.isEmpty() && other != null && other.inbox.isEmpty()) {
            other.lost(DownReason.SHUTDOWN);
            lost(DownReason.SHUTDOWN);
        }
    }

    @Override
    public void abort(String reason) {
        if (state == State.DOWN) {
            return;
        }
        crash();
        endpoint.closed(this);
        var other = remote;
        if (other != null) {
            later(() -> {
                if (other.remote == this && other.reachable()) {
                    other.lost(DownReason.ABORTED);
                }
            });
        }
    }

    /** The end, without a word to anybody. */
    void crash() {
        state = State.DOWN;
        outbox.clear();
        inbox.clear();
    }

    /** The end, for a reason that the owner is told. */
    void lost(DownReason reason) {
        if (state == State.DOWN) {
            return;
        }
        crash();
        endpoint.closed(this);
        handler.onDown(this, reason);
    }

    private void peerIsGone() {
        later(() -> lost(DownReason.ABORTED));
    }

    void reachabilityChanged() {
        if (!open()) {
            return;
        }
        if (reachable()) {
            unreachableSince = -1;
            scheduleFlush();
        } else if (unreachableSince < 0) {
            awaitFailure();
        }
    }

    private void awaitFailure() {
        var loop = endpoint.transport().eventLoop();
        var since = loop.nanoTime();
        unreachableSince = since;
        var options = endpoint.options().withHeartbeatInterval(heartbeatInterval);
        loop.schedule(VirtualNetwork.failureTime(options), () -> {
            if (open() && unreachableSince == since) {
                lost(DownReason.UNREACHABLE);
            }
        });
    }

    @Override
    public SctpAddress peer() {
        return peer;
    }

    @Override
    public VirtualEndpoint endpoint() {
        return endpoint;
    }

    @Override
    public int outboundStreams() {
        var other = remote;
        return other == null
                ? 1
                : Math.min(
                        endpoint.options().capacity().streams(),
                        other.endpoint.options().capacity().streams());
    }

    @Override
    public int peerAdaptationIndication() {
        var other = remote;
        return other == null ? 0 : other.endpoint.options().adaptationIndication();
    }

    @Override
    public int maxMessageSize() {
        return MAX_MESSAGE_SIZE;
    }

    @Override
    public void setHeartbeatInterval(Duration interval) {
        heartbeatInterval = interval;
    }

    @Override
    public long smoothedRttNanos() {
        return 2 * network().delay().toNanos();
    }

    @Override
    public String toString() {
        return endpoint.address() + " ⇄ " + peer;
    }
}
