package io.rserpool.endpoint.carrier.mux;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.carrier.ControlChannel;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.session.SessionCodec;
import io.rserpool.protocol.session.SessionMessage;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.loop.EventLoop;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An association that carries sessions, one per stream from 1 on. ASAP on a session's stream is that session's control
 * channel; on stream 0 it is between the endpoints.
 */
abstract class SessionLink implements AssociationHandler {
    private static final System.Logger LOG = System.getLogger(SessionLink.class.getName());
    private static final SessionCodec CODEC = new SessionCodec(DecoderLimits.DEFAULT);
    private static final int CONTROL_BUFFER = 1024;

    final EventLoop loop;
    final SessionLimits limits;
    final EndpointMetrics metrics;
    private final ByteBuffer control = ByteBuffer.allocateDirect(CONTROL_BUFFER);
    private final ArrayDeque<SessionStream> blocked = new ArrayDeque<>();
    private @Nullable SessionStream[] streams = new SessionStream[16];
    private @Nullable Association association;
    private int active;
    private boolean refused;
    private long lastHeard;

    SessionLink(EventLoop loop, SessionLimits limits, EndpointMetrics metrics) {
        this.loop = loop;
        this.limits = limits;
        this.metrics = metrics;
        this.lastHeard = loop.nanoTime();
    }

    public final void carriedBy(Association newAssociation) {
        association = newAssociation;
    }

    public final Association association() {
        return Objects.requireNonNull(association);
    }

    /** When the peer last said something that concerned a session, on the loop's clock. */
    final long lastHeard() {
        return lastHeard;
    }

    public final int active() {
        return active;
    }

    final @Nullable SessionStream stream(int number) {
        return number < streams.length ? streams[number] : null;
    }

    final List<SessionStream> streams() {
        var list = new ArrayList<SessionStream>(active);
        for (var stream : streams) {
            if (stream != null) {
                list.add(stream);
            }
        }
        return list;
    }

    final void add(SessionStream stream) {
        if (stream.number >= streams.length) {
            streams = Arrays.copyOf(streams, Math.max(stream.number + 1, 2 * streams.length));
        }
        streams[stream.number] = stream;
        active++;
    }

    /** The stream is free again. */
    void release(SessionStream stream) {
        if (stream(stream.number) == stream) {
            streams[stream.number] = null;
            active--;
        }
    }

    final boolean sendData(int stream, ByteBuffer bytes) {
        return association().send(stream, Ppid.SESSION_DATA, bytes);
    }

    final boolean sendControl(int stream, SessionMessage message) {
        return association().send(stream, Ppid.SESSION_CONTROL, encode(message));
    }

    final boolean sendAsap(int stream, AsapMessage message) {
        return association().send(stream, Ppid.ASAP, ControlChannel.CODEC.encode(message));
    }

    private ByteBuffer encode(SessionMessage message) {
        if (message instanceof SessionMessage.Open || message instanceof SessionMessage.Reset) {
            return CODEC.encode(message);
        }
        control.clear();
        CODEC.encode(message, control);
        return control.flip();
    }

    /** The association refused something of this stream: it has its turn when there is room again. */
    final void blocked(SessionStream stream) {
        refused = true;
        blocked.add(stream);
    }

    @Override
    public final void onWritable(Association writable) {
        refused = false;
        while (!refused) {
            var next = blocked.poll();
            if (next == null) {
                return;
            }
            next.resume();
        }
    }

    @Override
    public final void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
        switch (ppid) {
            case Ppid.SESSION_DATA -> {
                lastHeard = loop.nanoTime();
                onData(stream, payload);
            }
            case Ppid.SESSION_CONTROL -> {
                lastHeard = loop.nanoTime();
                onControl(stream, payload);
            }
            case Ppid.ASAP -> {
                if (stream == 0) {
                    onAsap(from, payload);
                } else {
                    onSessionAsap(stream, payload);
                }
            }
            default -> metrics.protocolErrors.increment();
        }
    }

    private void onData(int number, ByteBuffer payload) {
        var stream = stream(number);
        if (stream == null) {
            onStray(number, null);
        } else {
            stream.onData(payload);
        }
    }

    /** ASAP on a session's stream: the session's cookies and business cards. */
    private void onSessionAsap(int number, ByteBuffer payload) {
        var stream = stream(number);
        switch (ControlChannel.CODEC.decode(payload)) {
            case Decoded.Message<AsapMessage>(var message, var reports) -> {
                if (stream != null) {
                    stream.onAsap(message);
                }
            }
            case Decoded.Bad<AsapMessage>(var reason, var reports) -> {
                metrics.protocolErrors.increment();
                LOG.log(Level.DEBUG, "bad ASAP message on stream {0} from {1}: {2}", number, association(), reason);
            }
        }
    }

    private void onControl(int number, ByteBuffer payload) {
        var stream = stream(number);
        switch (CODEC.decode(payload)) {
            case Decoded.Message<SessionMessage>(var message, var reports) -> {
                if (stream == null) {
                    onStray(number, message);
                } else {
                    stream.onControl(message);
                }
            }
            case Decoded.Bad<SessionMessage>(var reason, var reports) -> {
                if (stream == null) {
                    violation(number, reason);
                } else {
                    stream.violation(reason);
                }
            }
        }
    }

    /** A message on a stream that carries no session; null = data. */
    abstract void onStray(int number, @Nullable SessionMessage message);

    void onAsap(Association from, ByteBuffer payload) {}

    /** The peer broke the rules on a stream without a session. */
    final void violation(int number, String what) {
        metrics.protocolErrors.increment();
        LOG.log(
                Level.DEBUG,
                "{0} broke the session protocol on stream {1}: {2}",
                association().peer(),
                number,
                what);
        if (number < association().outboundStreams()) {
            sendControl(number, new SessionMessage.Reset(SessionMessage.Reason.PROTOCOL_ERROR, what));
        }
    }
}
