package io.rserpool.transport.message;

import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.tcp.TcpConnection;
import io.rserpool.transport.tcp.TcpHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection of a {@link MessageEndpoint}. */
final class MessageConnection implements Association, TcpHandler {
    private final MessageEndpoint endpoint;
    private final EndpointAddress peer;
    private final boolean accepted;
    private final MessageFrames frames;
    private AssociationHandler handler = AssociationHandler.IGNORE;
    private @Nullable TcpConnection connection;
    private EventLoop.@Nullable Timer timer;
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
        connection = endpoint.stack().connect(address, endpoint.options().connectTimeout(), this);
    }

    void accepted(TcpConnection newConnection, Endpoint.Acceptor acceptor) {
        connection = newConnection;
        handler = acceptor.accept(this);
        up();
    }

    @Override
    public void onConnected(TcpConnection from) {
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
                    } else if (idle >= endpoint.options().idleTimeout().toNanos()) {
                        shutdown();
                        watch();
                    } else {
                        watch();
                    }
                });
    }

    /** Whether the peer takes nothing any more; somebody who does not read would not learn it for long. */
    private boolean isRefused() {
        return connection != null && connection.isRefused();
    }

    private long queued() {
        return connection == null ? 0 : connection.queued();
    }

    @Override
    public int room(TcpConnection from) {
        return reading ? Integer.MAX_VALUE : 0;
    }

    @Override
    public void onData(TcpConnection from, ByteBuffer data) {
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
        var target = connection;
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
        if (wantsToWrite && !ending && to.queued() <= endpoint.options().sendBuffer() / 2) {
            wantsToWrite = false;
            handler.onWritable(this);
        }
    }

    @Override
    public void setReading(boolean newReading) {
        reading = newReading;
        if (reading && connection != null) {
            connection.resumeReading();
        }
    }

    @Override
    public void onEnd(TcpConnection from) {
        shutdown();
    }

    @Override
    public void shutdown() {
        if (over || ending || connection == null) {
            return;
        }
        ending = true;
        lastProgress = endpoint.loop().nanoTime();
        connection.end();
    }

    @Override
    public void abort(String reason) {
        finish();
        if (connection != null) {
            connection.reset();
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
