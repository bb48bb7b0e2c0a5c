package io.rserpool.simulation.network;

import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.loop.EventLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One direction of an association: what is on its way, and what waits since a link is cut, the receiver's window
 * is closed, or the receiver does not know yet that it is up. A lost packet is sent again after the RTO, doubled with
 * each loss; too many losses in a row, and the peer is suspect, more, and the association has failed (RFC 9260 sections 8.1
 * and 8.2).
 */
final class Transmission {
    /**
     * A message.
     *
     * @param direct whether it is on the wire: it arrives even if its sender dies meanwhile
     */
    record Message(int stream, int ppid, boolean unordered, ByteBuffer payload, boolean direct) {}

    private final VirtualAssociation from;
    private final Way way;
    private final Deque<Message> waiting = new ArrayDeque<>();

    /** By stream: when its last message arrives, and until when the loss of an earlier one holds messages back. */
    private long[] arrivals = new long[2];

    private long[] holds = new long[2];

    /** Streams of which something will never arrive: what comes after it will not be delivered. */
    private final BitSet gaps = new BitSet();

    private int unconfirmed;
    private int failures;
    private Duration rto = Duration.ZERO;
    private EventLoop.@Nullable Timer retry;

    Transmission(VirtualAssociation from) {
        this.from = from;
        this.way = from.way();
    }

    void send(int stream, int ppid, boolean unordered, ByteBuffer payload) {
        if (from.isConnecting()) {
            waiting.add(new Message(stream, ppid, unordered, payload, false));
        } else {
            transmit(stream, ppid, unordered, payload);
        }
    }

    /** The association is up: what was sent before goes on its way. */
    void begin() {
        var early = List.copyOf(waiting);
        waiting.clear();
        early.forEach(message -> transmit(message.stream(), message.ppid(), message.unordered(), message.payload()));
    }

    private void transmit(int stream, int ppid, boolean unordered, ByteBuffer payload) {
        if (stream >= arrivals.length) {
            arrivals = Arrays.copyOf(arrivals, Math.max(stream + 1, 2 * arrivals.length));
            holds = Arrays.copyOf(holds, arrivals.length);
        }
        var now = way.now();
        var losses = way.losses();
        var options = from.endpoint().options();
        var message = new Message(stream, ppid, unordered, payload, losses == 0 && now >= holds[stream]);
        var delay =
                way.delay() + VirtualNetwork.retransmissionTime(options, losses).toNanos();
        arrivals[stream] = Math.max(arrivals[stream], now + delay);
        if (losses > 0) {
            holds[stream] = arrivals[stream];
        }
        if (losses > options.failure().pathMaxRetransmissions()) {
            way.later(
                    VirtualNetwork.retransmissionTime(options, options.failure().pathMaxRetransmissions() + 1)
                            .toNanos(),
                    from.silence()::suspect);
        }
        if (losses > options.failure().associationMaxRetransmissions()) {
            way.later(delay, () -> from.lost(DownReason.UNREACHABLE));
        } else {
            way.later(arrivals[stream] - now, () -> arrive(message));
        }
    }

    private void arrive(Message message) {
        var to = from.remote();
        if (from.isDown() && (!message.direct || (!message.unordered && gaps.get(message.stream)))) {
            return;
        }
        if (to == null || way.isCut()) {
            waiting.add(message);
            startRetransmissions();
        } else if (to.isDown()) {
            from.peerIsGone();
        } else if (!waiting.isEmpty() || to.reception().isFull()) {
            waiting.add(message);
        } else {
            if (!message.direct) {
                from.silence().answered();
            }
            to.reception().receive(message);
        }
    }

    /** What could not be delivered before: sent again. */
    void pump() {
        var to = from.remote();
        while (to != null
                && !to.isDown()
                && !waiting.isEmpty()
                && !to.reception().isFull()
                && !way.isCut()) {
            to.reception().receive(waiting.remove());
        }
    }

    /** The receiver has so many bytes; whether the sender learns it depends on the way back. */
    void delivered(int bytes) {
        way.later(way.delay(), () -> {
            var to = from.remote();
            if (to != null && to.way().isCut()) {
                unconfirmed += bytes;
                startRetransmissions();
            } else {
                from.acknowledged(bytes);
            }
        });
    }

    /** Sends again what was not acknowledged, until it is or the association has failed. */
    private void startRetransmissions() {
        if (retry == null && !from.isDown()) {
            failures = 0;
            rto = from.endpoint().options().rto().min();
            retry = way.later(rto.toNanos(), this::retransmit);
        }
    }

    private void retransmit() {
        retry = null;
        if (from.isDown()) {
            return;
        }
        var options = from.endpoint().options();
        if (way.isReachable()) {
            from.probe();
            from.silence().answered();
            confirm();
            pump();
        } else if (!from.isFrozen() && ++failures > options.failure().associationMaxRetransmissions()) {
            from.lost(DownReason.UNREACHABLE);
        } else {
            if (failures > options.failure().pathMaxRetransmissions()) {
                from.silence().suspect();
            }
            pump();
            rto = VirtualNetwork.min(rto.multipliedBy(2), options.rto().max());
            retry = way.later(rto.toNanos(), this::retransmit);
        }
    }

    private void confirm() {
        var bytes = unconfirmed;
        unconfirmed = 0;
        if (bytes > 0) {
            from.acknowledged(bytes);
        }
    }

    void drop() {
        waiting.forEach(message -> gaps.set(message.stream));
        waiting.clear();
        unconfirmed = 0;
        if (retry != null) {
            retry.cancel();
            retry = null;
        }
    }
}
