package io.rserpool.simulation.network;

import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.association.AssociationHandler.PathChange;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.PeerPath;
import io.rserpool.transport.identity.PeerIdentity;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One side of an association of a {@link VirtualNetwork}. */
final class VirtualAssociation implements Association {
    private enum State {
        CONNECTING,
        UP,
        SHUTTING_DOWN,
        DOWN
    }

    private static final int MAX_MESSAGE_SIZE = 1 << 18;

    private final VirtualEndpoint endpoint;
    private final EndpointAddress peer;
    private final Way way;
    private final Transmission transmission;
    private final Silence silence;
    private final Reception reception = new Reception(this);
    private AssociationHandler handler;
    private @Nullable VirtualAssociation remote;
    private @Nullable PeerIdentity identity;
    private State state = State.CONNECTING;
    private int unacknowledged;
    private boolean wantsToWrite;
    private boolean endsWhenUp;

    VirtualAssociation(VirtualEndpoint endpoint, EndpointAddress peer, AssociationHandler handler) {
        this.endpoint = endpoint;
        this.peer = peer;
        this.way = new Way(endpoint.transport(), peer);
        this.handler = handler;
        this.transmission = new Transmission(this);
        this.silence = new Silence(this);
    }

    boolean isConnecting() {
        return state == State.CONNECTING;
    }

    boolean isDown() {
        return state == State.DOWN;
    }

    boolean isOpen() {
        return state == State.UP || state == State.SHUTTING_DOWN;
    }

    @Nullable
    VirtualAssociation remote() {
        return remote;
    }

    Way way() {
        return way;
    }

    Silence silence() {
        return silence;
    }

    private VirtualNetwork network() {
        return endpoint.transport().network();
    }

    private HostLoop loop() {
        return endpoint.transport().eventLoop();
    }

    boolean isFrozen() {
        return endpoint.transport().isFrozen();
    }

    void connect() {
        new Handshake(this).attempt();
    }

    /** The peer is up; this side learns it with {@link #confirmed}, unless it was initiating, too. */
    void join(VirtualAssociation other) {
        var collision = other.handler != AssociationHandler.IGNORE;
        remote = other;
        other.remote = this;
        identity = network().identityOf(peer.primary());
        other.identity = network().identityOf(other.peer.primary());
        other.state = State.UP;
        other.tell(() -> {
            if (!collision) {
                other.ask();
            }
            other.up();
        });
    }

    /** The handshake is complete: what was sent meanwhile goes on its way, what came meanwhile is delivered. */
    void confirmed() {
        if (isConnecting()) {
            state = State.UP;
            tell(this::up);
        }
    }

    /** Asks the acceptor whose it is. */
    private void ask() {
        try {
            handler = endpoint.handlerFor(this);
        } catch (RuntimeException e) {
            loop().failed("the acceptor of " + endpoint.address(), e);
            abort("internal error");
        }
    }

    /** Calls the handler; what it throws ends this association and nothing else. */
    private void call(Consumer<AssociationHandler> call) {
        try {
            call.accept(handler);
        } catch (RuntimeException e) {
            loop().failed("the handler of " + this, e);
            lost(DownReason.ABORTED, DownReason.ABORTED);
        }
    }

    private void up() {
        if (isOpen()) {
            call(to -> to.onUp(this));
        }
        if (isOpen()) {
            transmission.begin();
            reception.deliver();
        }
        if (endsWhenUp) {
            shutdown();
        }
        if (!way.isReachable()) {
            reachabilityChanged();
        }
    }

    private void tell(Runnable event) {
        loop().upcall(event);
    }

    @Override
    public boolean send(int stream, int ppid, boolean unordered, ByteBuffer payload) {
        if (stream < 0 || stream >= outboundStreams()) {
            throw new IllegalArgumentException("no stream " + stream);
        }
        if (!payload.hasRemaining() || payload.remaining() > MAX_MESSAGE_SIZE) {
            throw new IllegalArgumentException("a message of " + payload.remaining() + " bytes cannot be sent");
        }
        if (state == State.DOWN || state == State.SHUTTING_DOWN || endsWhenUp) {
            return false;
        }
        if (unacknowledged + payload.remaining() > endpoint.options().capacity().sendBuffer()) {
            wantsToWrite = true;
            return false;
        }
        unacknowledged += payload.remaining();
        var copy = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
        transmission.send(stream, ppid, unordered, copy);
        return true;
    }

    Reception reception() {
        return reception;
    }

    boolean isProcessFrozen() {
        return loop().frozen();
    }

    /** The owner is given a message, its peer learns it. */
    void delivered(Transmission.Message message, int size) {
        if (remote != null) {
            remote.transmission.delivered(size);
        }
        network().observe(this, message);
        call(to -> to.onMessage(this, message.stream(), message.ppid(), message.unordered(), message.payload()));
    }

    private void deliverAndPump() {
        reception.deliver();
        if (remote != null) {
            remote.transmission.pump();
        }
    }

    void acknowledged(int size) {
        if (isDown()) {
            return;
        }
        unacknowledged -= size;
        transmission.pump();
        endShutdown();
        if (remote != null) {
            remote.endShutdown();
        }
        if (wantsToWrite && state == State.UP) {
            wantsToWrite = false;
            tell(() -> {
                if (state == State.UP) {
                    call(to -> to.onWritable(this));
                }
            });
        }
    }

    @Override
    public void setReading(boolean newReading) {
        reception.setReading(newReading);
        if (newReading) {
            loop().execute(this::deliverAndPump);
        }
    }

    @Override
    public void shutdown() {
        if (isConnecting()) {
            endsWhenUp = true;
        } else if (state == State.UP) {
            state = State.SHUTTING_DOWN;
            way.later(way.delay(), this::endShutdown);
        }
    }

    /** Ends an orderly shutdown once both sides have what was sent to them. */
    private void endShutdown() {
        var other = remote;
        if (state != State.SHUTTING_DOWN || unacknowledged > 0 || other == null || !way.isReachable()) {
            return;
        }
        if (other.isDown()) {
            peerIsGone();
        } else if (other.unacknowledged > 0) {
            other.state = State.SHUTTING_DOWN;
        } else {
            other.lost(DownReason.SHUTDOWN);
            lost(DownReason.SHUTDOWN);
        }
    }

    @Override
    public void abort(String reason) {
        if (!isDown()) {
            die(DownReason.ABORTED);
        }
    }

    /** The end, without a word to the owner, of which the peer learns if one packet gets there. */
    void die(DownReason toldToPeer) {
        crash();
        endpoint.closed(this);
        var other = remote;
        if (other == null) {
            return;
        }
        way.later(way.delay(), () -> {
            if (other.remote != this) {
                return;
            }
            if (way.passes()) {
                other.lost(toldToPeer);
            } else {
                other.silence.probeLater();
            }
        });
    }

    /** The end, without a word to anybody. */
    void crash() {
        state = State.DOWN;
        reception.drop();
        transmission.drop();
        silence.end();
    }

    /** The end, for a reason that the owner is told. */
    void lost(DownReason reason) {
        if (isDown()) {
            return;
        }
        if (reason == DownReason.UNREACHABLE || reason == DownReason.CANNOT_CONNECT || reason == DownReason.REFUSED) {
            lost(reason, DownReason.ABORTED);
        } else {
            crash();
            endpoint.closed(this);
            tell(() -> down(reason));
        }
    }

    /** The end that the peer is told, too, if one packet gets there. */
    private void lost(DownReason reason, DownReason toldToPeer) {
        if (!isDown()) {
            die(toldToPeer);
            tell(() -> down(reason));
        }
    }

    private void down(DownReason reason) {
        try {
            handler.onDown(this, reason);
        } catch (RuntimeException e) {
            loop().failed("the handler of " + this, e);
        }
    }

    /** The peer's host knows nothing of this association and says so. */
    void peerIsGone() {
        way.later(way.delay(), () -> lost(DownReason.FORGOTTEN));
    }

    /** Looks whether the peer still knows this association; its heartbeats do so now and then. */
    void probe() {
        var other = remote;
        if (isOpen() && way.isReachable() && (other == null || other.isDown())) {
            peerIsGone();
        }
    }

    void reachabilityChanged() {
        if (isOpen()) {
            silence.reachabilityChanged();
            endShutdown();
        }
    }

    void tellPath(PathChange change) {
        tell(() -> {
            if (isOpen()) {
                call(to -> to.onPathChange(this, peer.primary(), change));
            }
        });
    }

    @Override
    public List<PeerPath> paths() {
        var path = silence.isSuspect() ? PeerPath.State.INACTIVE : PeerPath.State.ACTIVE;
        return List.of(new PeerPath(peer.primary(), path, true, smoothedRttNanos(), Duration.ZERO, 0));
    }

    /** The process goes on. */
    void thawed() {
        loop().execute(this::deliverAndPump);
    }

    @Override
    public EndpointAddress peer() {
        return peer;
    }

    @Override
    public Optional<PeerIdentity> peerIdentity() {
        return isConnecting() ? Optional.empty() : Optional.ofNullable(identity);
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
        silence.setHeartbeatInterval(interval);
    }

    @Override
    public long smoothedRttNanos() {
        return 2 * way.delay();
    }

    @Override
    public String toString() {
        return endpoint.address() + " ⇄ " + peer;
    }
}
