package io.rserpool.transport.message;

import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.tcp.TcpConnection;
import io.rserpool.transport.tcp.TcpHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A connection of a {@link MessageEndpoint}. */
final class MessageConnection implements Association, TcpHandler {
    private static final Duration GRACE = Duration.ofMinutes(5);

    /** The first byte of a record of TLS, and of no message of ASAP (RFC 5352 section 2.2). */
    private static final int TLS_HANDSHAKE = 0x16;

    private final MessageEndpoint endpoint;
    private final EndpointAddress peer;
    private final boolean accepted;
    private final MessageFrames frames;
    private AssociationHandler handler = AssociationHandler.IGNORE;
    private @Nullable MessageStream carrier;
    private Endpoint.@Nullable Acceptor acceptor;
    private EventLoop.@Nullable Timer timer;
    private boolean heard;
    private boolean reading = true;
    private boolean wantsToWrite;
    private boolean ending;
    private boolean over;
    private long lastMessage;
    private long lastProgress;

    MessageConnection(MessageEndpoint endpoint, EndpointAddress peer, boolean accepted) {
        this.endpoint = endpoint;
        this.peer = peer;
        this.accepted = accepted;
        this.frames = new MessageFrames(endpoint.options().maxMessage());
    }

    boolean wasAccepted() {
        return accepted;
    }

    void connect(InetSocketAddress address, AssociationHandler newHandler) {
        handler = newHandler;
        var tls = endpoint.tls();
        var timeout = endpoint.options().connectTimeout();
        if (tls == null) {
            carrier = new PlainStream(endpoint.stack().connect(address, timeout, this));
        } else {
            var secured = new SecuredStream(endpoint.loop(), tls, this, timeout);
            carrier = secured;
            secured.connect(endpoint.stack().connect(address, timeout, secured));
        }
    }

    /** Returns what the TCP connection tells its events. */
    TcpHandler accepted(TcpConnection connection, Endpoint.Acceptor newAcceptor) {
        var tls = endpoint.tls();
        acceptor = newAcceptor;
        if (tls == null) {
            carrier = new PlainStream(connection);
            onConnected(connection);
            return this;
        }
        var secured =
                new SecuredStream(endpoint.loop(), tls, this, endpoint.options().stallTimeout());
        carrier = secured;
        secured.accept(connection);
        return secured;
    }

    @Override
    public void onConnected(TcpConnection from) {
        if (acceptor != null) {
            handler = acceptor.accept(this);
        }
        up();
    }

    private void up() {
        if (over) {
            return;
        }
        lastMessage = endpoint.loop().nanoTime();
        lastProgress = lastMessage;
        watch();
        handler.onUp(this);
    }

    private void watch() {
        timer = endpoint.loop()
                .scheduleJudgement(endpoint.options().stallTimeout().dividedBy(2), () -> {
                    var now = endpoint.loop().nanoTime();
                    var idle = now - lastMessage;
                    var stalled = (frames.isPartial() || queued() > 0 || ending)
                            && now - lastProgress
                                    >= endpoint.options().stallTimeout().toNanos();
                    if (stalled || isRefused()) {
                        fail("stalled");
                    } else if (idle >= endpoint.options().idleTimeout().toNanos() || hasExpired()) {
                        shutdown();
                        watch();
                    } else {
                        watch();
                    }
                });
    }

    /** As with DTLS, a peer gets some time to come with a newer certificate. */
    private boolean hasExpired() {
        return peerIdentity()
                .filter(peer -> endpoint.loop().currentTimeMillis()
                        > peer.notAfter().plus(GRACE).toEpochMilli())
                .isPresent();
    }

    @Override
    public Optional<PeerIdentity> peerIdentity() {
        return carrier == null ? Optional.empty() : carrier.peerIdentity();
    }

    /** Whether the peer takes nothing any more; somebody who does not read would not learn it for long. */
    private boolean isRefused() {
        return carrier != null && carrier.isRefused();
    }

    private long queued() {
        return carrier == null ? 0 : carrier.queued();
    }

    @Override
    public int room(TcpConnection from) {
        return reading ? Integer.MAX_VALUE : 0;
    }

    @Override
    public void onData(TcpConnection from, ByteBuffer data) {
        if (!heard && accepted && endpoint.tls() == null && data.get(data.position()) == TLS_HANDSHAKE) {
            endpoint.refusedTls(peer);
            fail("TLS");
            return;
        }
        heard = true;
        if (!frames.isPartial()) {
            lastProgress = endpoint.loop().nanoTime(); // a message that goes on for ever makes no progress
        }
        var sound = frames.add(data, message -> {
            lastMessage = endpoint.loop().nanoTime();
            lastProgress = lastMessage;
            handler.onMessage(this, 0, endpoint.options().ppid(), false, message);
            return !over && reading;
        });
        if (!sound) {
            fail("no message");
        } else if (over) {
            data.position(data.limit());
        }
    }

    /** Not to be gone on with: the peer sees a reset, the owner that it is down. */
    private void fail(String reason) {
        abort(reason);
        handler.onDown(this, DownReason.ABORTED);
    }

    @Override
    public boolean send(int stream, int ppid, boolean unordered, ByteBuffer payload) {
        if (stream != 0 || ppid != endpoint.options().ppid()) {
            throw new IllegalArgumentException("no stream " + stream + " or payload protocol " + ppid + " over TCP");
        }
        if (!payload.hasRemaining() || payload.remaining() > maxMessageSize()) {
            throw new IllegalArgumentException("a message of " + payload.remaining() + " bytes cannot be sent");
        }
        var target = carrier;
        if (over || ending || target == null || target.isRefused()) {
            return false;
        }
        if (target.queued() + payload.remaining() > endpoint.options().sendBuffer()) {
            wantsToWrite = true;
            return false;
        }
        lastMessage = endpoint.loop().nanoTime();
        if (target.queued() == 0) {
            lastProgress = lastMessage;
        }
        target.write(payload);
        return true;
    }

    @Override
    public void onWritten(TcpConnection to, int bytes) {
        lastProgress = endpoint.loop().nanoTime();
        if (wantsToWrite && !ending && queued() <= endpoint.options().sendBuffer() / 2) {
            wantsToWrite = false;
            handler.onWritable(this);
        }
    }

    @Override
    public void setReading(boolean newReading) {
        reading = newReading;
        if (reading && carrier != null) {
            carrier.resumeReading();
        }
    }

    @Override
    public void onEnd(TcpConnection from) {
        shutdown();
    }

    @Override
    public void shutdown() {
        if (over || ending || carrier == null) {
            return;
        }
        ending = true;
        lastProgress = endpoint.loop().nanoTime();
        carrier.end();
    }

    @Override
    public void abort(String reason) {
        finish();
        if (carrier != null) {
            carrier.reset();
        }
    }

    private void finish() {
        over = true;
        if (timer != null) {
            timer.cancel();
        }
        endpoint.over(this);
    }

    private void down(DownReason reason) {
        if (!over) {
            finish();
            handler.onDown(this, reason);
        }
    }

    @Override
    public void onClosed(TcpConnection from) {
        down(DownReason.SHUTDOWN);
    }

    @Override
    public void onReset(TcpConnection from, IOException cause) {
        down(DownReason.ABORTED);
    }

    @Override
    public void onConnectFailed(TcpConnection from, IOException cause) {
        down(DownReason.CANNOT_CONNECT);
    }

    @Override
    public EndpointAddress peer() {
        return peer;
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public int outboundStreams() {
        return 1;
    }

    @Override
    public int maxMessageSize() {
        return endpoint.options().maxMessage();
    }

    /** Dead peers are found when they are asked something. */
    @Override
    public void setHeartbeatInterval(Duration interval) {}

    @Override
    public long smoothedRttNanos() {
        return 0;
    }

    @Override
    public String toString() {
        return "TCP " + peer;
    }
}
