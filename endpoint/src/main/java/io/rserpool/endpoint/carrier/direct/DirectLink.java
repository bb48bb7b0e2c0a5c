package io.rserpool.endpoint.carrier.direct;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.carrier.ControlChannel;
import io.rserpool.endpoint.session.DirectOptions;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.loop.EventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;

/**
 * An association that is one session, as RSerPool means it (RFC 5352 section 3.8): what has ASAP's PPID is its control
 * channel, everything else its data, in messages on stream 0. SCTP's own window holds back a peer that is too fast.
 */
abstract class DirectLink implements AssociationHandler {
    final EventLoop loop;
    final SessionLimits limits;
    final EndpointMetrics metrics;
    final DirectOptions options;
    final Association association;
    private final ArrayDeque<AsapMessage> unsent = new ArrayDeque<>(2);
    private int outstanding;
    private boolean paused;
    private boolean wantsToWrite;
    private boolean ended;
    private boolean down;
    private long lastHeard;

    /** @param outstanding bytes received before this association and not consumed yet */
    DirectLink(
            EventLoop loop,
            SessionLimits limits,
            EndpointMetrics metrics,
            DirectOptions options,
            Association association,
            int outstanding) {
        this.loop = loop;
        this.limits = limits;
        this.metrics = metrics;
        this.options = options;
        this.association = association;
        this.outstanding = outstanding;
        this.lastHeard = loop.nanoTime();
        metrics.associationsActive.increment();
        metrics.directSessionsActive.increment();
        pauseIfFull();
    }

    /** A message of the peer's application. */
    abstract void deliver(int ppid, ByteBuffer message);

    /** A message of the control channel. */
    abstract void received(AsapMessage message);

    abstract void writable();

    public final long lastHeard() {
        return lastHeard;
    }

    final int outstanding() {
        return outstanding;
    }

    /** Nothing more is to be sent; what was sent arrives. */
    final void shutdown() {
        ended = true;
        association.shutdown();
    }

    final void abort(String detail) {
        over();
        association.abort(detail);
    }

    /** It is down, or will be without a word. */
    final void over() {
        if (!down) {
            down = true;
            ended = true;
            metrics.associationsActive.decrement();
            metrics.directSessionsActive.decrement();
        }
    }

    public final boolean isDown() {
        return down;
    }

    public final int write(ByteBuffer bytes) {
        var start = bytes.position();
        var limit = bytes.limit();
        while (bytes.position() < limit && mayWrite()) {
            bytes.limit(Math.min(limit, bytes.position() + options.messageSize()));
            var sent = association.send(0, options.ppid(), bytes);
            bytes.limit(limit);
            if (!sent) {
                break;
            }
        }
        wantsToWrite |= bytes.hasRemaining();
        var taken = bytes.position() - start;
        metrics.bytesSent.add(taken);
        return taken;
    }

    public final boolean sendMessage(int ppid, ByteBuffer message) {
        if (ppid == Ppid.ASAP) {
            throw new IllegalArgumentException("PPID 11 is ASAP's: data cannot have it");
        }
        var size = message.remaining();
        var sent = mayWrite() && association.send(0, ppid, message);
        wantsToWrite |= !sent;
        if (sent) {
            metrics.bytesSent.add(size);
        }
        return sent;
    }

    private boolean mayWrite() {
        return !ended && unsent.isEmpty();
    }

    public final boolean sendControl(AsapMessage message) {
        var sent = mayWrite() && association.send(0, Ppid.ASAP, ControlChannel.CODEC.encode(message));
        wantsToWrite |= !sent;
        return sent;
    }

    /** Sends these before anything else, now or once there is room. */
    final void sendFirst(List<AsapMessage> messages) {
        unsent.addAll(messages);
        flush();
    }

    private void flush() {
        while (!unsent.isEmpty() && !ended) {
            if (!association.send(0, Ppid.ASAP, ControlChannel.CODEC.encode(unsent.peek()))) {
                return;
            }
            unsent.remove();
        }
    }

    @Override
    public final void onWritable(Association writable) {
        flush();
        if (wantsToWrite && mayWrite()) {
            wantsToWrite = false;
            writable();
        }
    }

    @Override
    public final void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
        if (down) {
            return;
        }
        lastHeard = loop.nanoTime();
        if (ppid == Ppid.ASAP) {
            onControl(payload);
        } else {
            metrics.bytesReceived.add(payload.remaining());
            deliver(ppid, payload);
        }
    }

    private void onControl(ByteBuffer payload) {
        switch (ControlChannel.CODEC.decode(payload)) {
            case Decoded.Message<AsapMessage>(var message, var reports) -> {
                if (!reports.isEmpty()) {
                    sendControl(new AsapMessage.Error(reports));
                }
                received(message);
            }
            case Decoded.Bad<AsapMessage>(var reason, var reports) -> {
                metrics.protocolErrors.increment();
                if (!reports.isEmpty()) {
                    sendControl(new AsapMessage.Error(reports));
                }
            }
        }
    }

    /** So many bytes were given to the owner. */
    final void owed(int bytes) {
        outstanding += bytes;
        pauseIfFull();
    }

    private void pauseIfFull() {
        if (!paused && outstanding >= limits.window()) {
            paused = true;
            association.setReading(false);
        }
    }

    public final void consume(int bytes) {
        if (bytes < 0 || bytes > outstanding) {
            throw new IllegalArgumentException(
                    bytes + " bytes cannot be consumed, " + outstanding + " are outstanding");
        }
        outstanding -= bytes;
        if (paused && outstanding < limits.window() / 2) {
            paused = false;
            association.setReading(true);
        }
    }
}
