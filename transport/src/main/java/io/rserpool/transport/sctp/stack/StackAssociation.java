package io.rserpool.transport.sctp.stack;

import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.association.AssociationHandler.PathChange;
import io.rserpool.transport.association.EndpointAddress;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What an association is on every stack: the states it goes through, what its handler is told, and what may be sent. How
 * a stack does it is left to its own class.
 */
public abstract class StackAssociation implements Association {
    private static final System.Logger LOG = System.getLogger(StackAssociation.class.getName());
    private static final int LONGEST_REASON = 100;
    private static final int ABORT_T_BIT = 1;

    // Association changes (RFC 6458 section 6.1.1). All stacks number them in this order, but not from the same number.
    private static final int COMM_UP = 0;
    private static final int COMM_LOST = 1;
    private static final int RESTART = 2;
    private static final int SHUTDOWN_COMP = 3;
    private static final int CANT_STR_ASSOC = 4;

    /** From the beginning to the end; nothing leads back. */
    protected enum State {
        STARTING,
        UP,
        SHUTTING_DOWN,
        DOWN
    }

    private final long begun = System.nanoTime();
    private final int maxMessageSize;
    private final Reassembly reassembly;

    /** Null until it is known, which an association that we initiate is at once. */
    private @Nullable EndpointAddress peer;

    /** Null until an association that the peer initiated is up. */
    private @Nullable AssociationHandler handler;

    private final Patience patience = new Patience(this);
    private State state = State.STARTING;
    private int streams = 1;
    private int peerAdaptationIndication;

    protected StackAssociation(
            int maxMessageSize, @Nullable EndpointAddress peer, @Nullable AssociationHandler handler) {
        this.maxMessageSize = maxMessageSize;
        this.reassembly = new Reassembly(maxMessageSize);
        this.peer = peer;
        this.handler = handler;
    }

    /** Takes the place of one that its peer has forgotten. No stack tells the adaptation layer again. */
    protected StackAssociation(StackAssociation forgotten) {
        this(forgotten.maxMessageSize, forgotten.peer, null);
        this.peerAdaptationIndication = forgotten.peerAdaptationIndication;
    }

    protected final State state() {
        return state;
    }

    protected final @Nullable EndpointAddress peerIfKnown() {
        return peer;
    }

    protected final void setPeer(EndpointAddress known) {
        peer = known;
    }

    protected final void setPeerAdaptationIndication(int codePoint) {
        peerAdaptationIndication = codePoint;
    }

    /** Whether somebody is to be told of it already. */
    protected final boolean hasHandler() {
        return handler != null;
    }

    @Override
    public final EndpointAddress peer() {
        if (peer == null) {
            throw new IllegalStateException("not up");
        }
        return peer;
    }

    @Override
    public abstract StackEndpoint<?> endpoint();

    @Override
    public final int outboundStreams() {
        return streams;
    }

    @Override
    public final int maxMessageSize() {
        return maxMessageSize;
    }

    @Override
    public final int peerAdaptationIndication() {
        return peerAdaptationIndication;
    }

    @Override
    public final boolean send(int stream, int ppid, boolean unordered, ByteBuffer payload) {
        int length = payload.remaining();
        if (stream < 0 || stream >= streams) {
            throw new IllegalArgumentException("stream " + stream + " is not within 0.." + (streams - 1));
        }
        if (length == 0 || length > maxMessageSize) {
            throw new IllegalArgumentException(
                    "a message of " + length + " bytes; allowed are 1 to " + maxMessageSize + " bytes");
        }
        if (state == State.DOWN || state == State.SHUTTING_DOWN || !transmit(stream, ppid, unordered, payload)) {
            return false;
        }
        payload.position(payload.limit());
        return true;
    }

    /** Copies a message into the send buffer; if that has no room, false now and {@code onWritable} later. */
    protected abstract boolean transmit(int stream, int ppid, boolean unordered, ByteBuffer payload);

    @Override
    public final void shutdown() {
        if (state == State.UP) {
            state = State.SHUTTING_DOWN;
            sendShutdown();
        } else if (state == State.STARTING) {
            sendShutdown();
        }
    }

    /** Asks the stack for an end in order; while still starting, as soon as that is possible. */
    protected abstract void sendShutdown();

    @Override
    public final void abort(String reason) {
        if (state != State.DOWN) {
            var ascii = reason.getBytes(StandardCharsets.US_ASCII);
            sendAbort(ByteBuffer.wrap(ascii, 0, Math.min(ascii.length, LONGEST_REASON)));
            release();
        }
    }

    /** Tells the peer, if there is one yet, that this is the end, and why; the reason may be empty. */
    protected abstract void sendAbort(ByteBuffer reason);

    /** A whole message, or the next part of one, is at the beginning of the buffer. */
    protected final void received(
            ByteBuffer buffer, int length, boolean last, int stream, int ppid, boolean unordered) {
        if (state == State.DOWN) {
            return;
        }
        try {
            if (!reassembly.add(buffer.limit(length).position(0), last)) {
                endpoint().refusals().log(() -> peer + " sent a message of more than " + maxMessageSize + " bytes");
                fail("message too long");
                return;
            }
        } finally {
            buffer.clear();
        }
        var message = reassembly.takeMessage();
        if (message != null) {
            run((owner, self) -> owner.onMessage(self, stream, ppid, unordered, message));
        }
    }

    /**
     * The stack told a change of the association (RFC 6458 section 6.1.1).
     *
     * @param change counted from the stack's number for SCTP_COMM_UP
     * @param abort the ABORT of the peer's that the news came with, if any: a chunk (RFC 9260 section 3.3.7); valid during
     *     this call only
     */
    protected final void changed(int change, int outboundStreams, @Nullable ByteBuffer abort) {
        switch (change) {
            case COMM_UP -> up(outboundStreams);
            case RESTART -> restarted(outboundStreams);
            case SHUTDOWN_COMP -> down(DownReason.SHUTDOWN);
            case CANT_STR_ASSOC -> down(whyNotUp(abort));
            case COMM_LOST -> {
                var lost = abort == null ? DownReason.UNREACHABLE : reasonOf(abort);
                down(state == State.STARTING ? whyNotUp(abort) : lost);
            }
            default -> LOG.log(Level.DEBUG, "association change {0} of {1}", change, peer);
        }
    }

    /** Kernels do not tell of an ABORT here. But before the first INIT has timed out, nothing else ends an attempt. */
    private DownReason whyNotUp(@Nullable ByteBuffer abort) {
        var firstTimeout = endpoint().options().rto().initial().toNanos();
        var answered = abort != null || System.nanoTime() - begun < firstTimeout;
        return answered ? DownReason.REFUSED : DownReason.CANNOT_CONNECT;
    }

    /** An ABORT whose sender has no association with us has our own verification tag, as its T bit says, and no cause. */
    private static DownReason reasonOf(ByteBuffer abort) {
        var tagIsOurs = abort.remaining() > 1 && (abort.get(abort.position() + 1) & ABORT_T_BIT) != 0;
        return tagIsOurs ? DownReason.FORGOTTEN : DownReason.ABORTED;
    }

    private void up(int outboundStreams) {
        if (state == State.STARTING) {
            state = State.UP;
            streams = outboundStreams;
            established();
        }
    }

    /** It is up; {@link #tellHandlerUp} is due once all is known. */
    protected abstract void established();

    /** The peer has forgotten this association and made a new one in its place (RFC 9260 section 5.2.4). */
    private void restarted(int outboundStreams) {
        var next = replacement();
        state = State.DOWN;
        patience.end();
        tell(DownReason.FORGOTTEN);
        if (next.state != State.DOWN) {
            next.state = State.UP;
            next.streams = outboundStreams;
            next.replaced();
        }
    }

    /** A new association that has what this one held of the stack, and takes its place at the endpoint. */
    protected abstract StackAssociation replacement();

    /** It is up in place of another one, whose handler knows; {@link #tellHandlerUp} is due. */
    protected abstract void replaced();

    protected final void tellHandlerUp() {
        if (handler == null) {
            handler = endpoint().accept(this);
        }
        run(AssociationHandler::onUp);
    }

    /** Something happened to one of the peer's addresses, which {@link #paths} shows already. */
    protected final void pathChanged(InetAddress address, PathChange change) {
        run((owner, self) -> owner.onPathChange(self, address, change));
        if (state != State.DOWN) {
            patience.peerIsSuspect(isSuspect());
        }
    }

    /** Who does not read does not learn that the peer answers again, and so judges nobody. */
    protected final void readingChanged(boolean reading) {
        patience.peerIsSuspect(reading && state == State.UP && isSuspect());
    }

    /** The peer has been suspect for too long, or is gone. */
    final void giveUp() {
        if (state != State.DOWN) {
            abort("no answer");
            tell(DownReason.UNREACHABLE);
        }
    }

    /** The peer's host says that there is no such process any more. */
    public final void peerIsGone() {
        if (state == State.STARTING) {
            down(DownReason.REFUSED);
        } else {
            giveUp();
        }
    }

    /** It has ended by itself. */
    protected final void down(DownReason reason) {
        if (state != State.DOWN) {
            release();
            tell(reason);
        }
    }

    /** Reports the association down later, because its caller does not expect it yet. */
    public final void failLater() {
        endpoint().eventLoop().execute(() -> down(DownReason.CANNOT_CONNECT));
    }

    /** We end it because something went wrong. */
    protected final void fail(String reason) {
        if (state != State.DOWN) {
            abort(reason);
            tell(DownReason.ABORTED);
        }
    }

    /** Ends it without a word to anybody. */
    protected final void release() {
        state = State.DOWN;
        patience.end();
        free();
    }

    /** Gives back what it holds of the stack, and leaves its endpoint. */
    protected abstract void free();

    private void tell(DownReason reason) {
        if (handler != null) {
            try {
                handler.onDown(this, reason);
            } catch (Throwable e) {
                endpoint().eventLoop().failed("the handler of the association with " + peer, e);
            }
        }
    }

    /** One of the handler's methods. */
    @FunctionalInterface
    protected interface Call {
        void on(AssociationHandler handler, Association association);
    }

    /** Calls the handler; what it throws ends this association and nothing else. */
    protected final void run(Call call) {
        if (handler == null || state == State.DOWN) {
            return;
        }
        try {
            call.on(handler, this);
        } catch (Throwable e) {
            broken(e);
        }
    }

    /** An exception that nobody expected ends it. */
    protected final void broken(Throwable cause) {
        endpoint().eventLoop().failed("the handler of the association with " + peer, cause);
        fail("internal error");
    }

    @Override
    public String toString() {
        return "association of " + endpoint() + " with " + peer;
    }
}
