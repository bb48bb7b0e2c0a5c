package io.rserpool.transport.tcp;

import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.ReadyHandler;
import io.rserpool.transport.loop.Registration;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection. Bytes are read into a buffer shared by all connections and given to the handler;
 * bytes written go to the socket at once, and only what it does not take is copied and queued. The
 * owner bounds the queue: it sees {@link #queued()} and is told by {@link TcpHandler#onWritten}.
 */
public final class TcpConnection {
    private static final System.Logger LOG = System.getLogger(TcpConnection.class.getName());

    private static final Duration WITHOUT_BUFFER = Duration.ofMillis(20);

    /** How long the last bytes are waited for, in either direction, when the connection is lost already. */
    private static final Duration LAST_BYTES = Duration.ofSeconds(30);

    private final TcpStack stack;
    private final @Nullable SocketChannel channel;
    private final InetSocketAddress remote;
    private final WriteQueue queue;
    private TcpHandler handler;
    private @Nullable Registration registration;
    private EventLoop.@Nullable Timer deadline;
    private @Nullable ByteBuffer unread;
    private boolean delivering;
    private boolean resumeAsked;
    private boolean inputEnded;
    private boolean outputEnding;
    private boolean outputEnded;
    private boolean exhausted;
    private boolean resetting;
    private boolean over;

    /** Why the peer takes no more bytes, though what it has said may still have to be read. */
    private @Nullable IOException refusal;

    TcpConnection(TcpStack stack, @Nullable SocketChannel channel, TcpHandler handler, InetSocketAddress remote) {
        this.stack = stack;
        this.channel = channel;
        this.handler = handler;
        this.remote = remote;
        this.queue = stack.newWriteQueue();
    }

    /** The peer's address, of accepted connections as of others. */
    public InetSocketAddress remote() {
        return remote;
    }

    /** The local address, or null if there is none (any more). */
    public @Nullable InetSocketAddress local() {
        try {
            return channel == null ? null : (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException closed) {
            return null;
        }
    }

    /** Bytes that wait for the socket. */
    public long queued() {
        return queue.size();
    }

    /** Whether the peer has ended its direction and all its bytes were given to the handler. */
    public boolean inputEnded() {
        return inputEnded;
    }

    /** Whether the peer takes no more bytes, which is told behind what it had said before. */
    public boolean isRefused() {
        return refusal != null;
    }

    /** Whether it has ended or failed; methods do nothing then. */
    public boolean isOver() {
        return over;
    }

    TcpConnection connect(Duration timeout) throws IOException {
        var socket = socket();
        try {
            boolean done = socket.connect(remote);
            registration = stack.eventLoop().register(socket, done ? 0 : SelectionKey.OP_CONNECT, new Ready());
            if (done) {
                later(this::connected);
            } else {
                deadline = stack.eventLoop().scheduleJudgement(timeout, this::timedOut);
            }
            return this;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e instanceof IOException io ? io : new IOException(e);
        }
    }

    private void timedOut() {
        guarded(() -> connectFailed(new SocketTimeoutException("no answer from " + remote)));
    }

    /** A connection without a socket: its owner learns so when it expects it. */
    void failConnectLater(IOException cause) {
        later(() -> connectFailed(cause));
    }

    private void finishConnect() {
        try {
            if (!socket().finishConnect()) {
                return;
            }
        } catch (IOException e) {
            connectFailed(e);
            return;
        }
        connected();
    }

    private void connected() {
        if (over) {
            return;
        }
        cancelDeadline();
        // What was written meanwhile goes out first, and the end after it.
        interest(SelectionKey.OP_CONNECT, false);
        interest(SelectionKey.OP_READ, true);
        interest(SelectionKey.OP_WRITE, !queue.isEmpty() || outputEnding);
        handler.onConnected(this);
    }

    private void connectFailed(IOException cause) {
        if (!over) {
            release();
            handler.onConnectFailed(this, cause);
        }
    }

    void accepted(TcpListener.Acceptor acceptor) throws IOException {
        registration = stack.eventLoop().register(socket(), SelectionKey.OP_READ, new Ready());
        guarded(() -> handler = acceptor.accept(this));
    }

    /** Reads again after {@link TcpHandler#room} was 0 or {@link TcpHandler#onData} left bytes. */
    public void resumeReading() {
        if (over || inputEnded || resetting || connecting()) {
            return;
        }
        if (delivering) {
            resumeAsked = true;
            return;
        }
        try {
            if (unread == null || deliver(unread)) {
                interest(SelectionKey.OP_READ, true);
            }
        } catch (Throwable e) {
            broken(e);
        }
    }

    private void read() {
        int room = handler.room(this);
        if (room <= 0 || unread != null || resetting) {
            interest(SelectionKey.OP_READ, false);
            return;
        }
        var buffer = stack.takeReadBuffer();
        if (buffer == null) {
            interest(SelectionKey.OP_READ, false);
            stack.eventLoop().schedule(WITHOUT_BUFFER, this::resumeReading);
            return;
        }
        int count;
        try {
            count = socket().read(buffer.limit(Math.min(room, buffer.capacity())));
        } catch (IOException e) {
            stack.giveBackReadBuffer(buffer);
            failed(e);
            return;
        }
        if (count <= 0) {
            stack.giveBackReadBuffer(buffer);
            if (count < 0) {
                ended();
            }
        } else if (!deliver(buffer.flip())) {
            interest(SelectionKey.OP_READ, false);
        }
    }

    /** Gives bytes to the handler; returns whether it took them all. */
    private boolean deliver(ByteBuffer buffer) {
        unread = buffer;
        delivering = true;
        try {
            do {
                resumeAsked = false;
                handler.onData(this, buffer);
            } while (resumeAsked && buffer.hasRemaining() && !over);
        } finally {
            delivering = false;
        }
        boolean taken = over || !buffer.hasRemaining();
        if (taken) {
            unread = null;
            stack.giveBackReadBuffer(buffer);
        }
        return taken;
    }

    private void ended() {
        if (refusal != null) {
            failed(refusal);
            return;
        }
        inputEnded = true;
        interest(SelectionKey.OP_READ, false);
        handler.onEnd(this);
        closeIfDone();
    }

    /**
     * Sends bytes; all of them are taken, by the socket or the queue. Bytes written before the
     * connection is up wait for it.
     *
     * @return how many of them the socket took at once; the others are reported by {@link
     *     TcpHandler#onWritten}
     * @throws IllegalStateException after {@link #end}
     */
    public int write(ByteBuffer bytes) {
        if (outputEnding) {
            throw new IllegalStateException("written after end");
        }
        int written = 0;
        if (exhausted || refusal != null) {
            bytes.position(bytes.limit());
            return 0;
        }
        if (!over && queue.isEmpty() && !connecting()) {
            try {
                written = socket().write(bytes);
            } catch (IOException e) {
                refusedLater(e);
            }
        }
        if (over) {
            bytes.position(bytes.limit());
        } else if (bytes.hasRemaining()) {
            enqueue(bytes);
        }
        return written;
    }

    private void enqueue(ByteBuffer bytes) {
        try {
            queue.add(bytes);
            interest(SelectionKey.OP_WRITE, !connecting());
        } catch (IOException e) {
            bytes.position(bytes.limit());
            exhausted = true;
            failLater(e);
        }
    }

    /** Ends our direction (FIN) after the queued bytes. */
    public void end() {
        if (over || outputEnding || refusal != null) {
            return;
        }
        outputEnding = true;
        if (queue.isEmpty() && !connecting()) {
            shutdownOutput();
        }
    }

    private void writeQueued() {
        int written = 0;
        try {
            written = queue.drainTo(socket());
        } catch (IOException e) {
            refused(e);
            return;
        }
        if (queue.isEmpty()) {
            interest(SelectionKey.OP_WRITE, false);
        }
        if (written > 0) {
            handler.onWritten(this, written);
        }
        if (!over && outputEnding && !outputEnded && queue.isEmpty()) {
            shutdownOutput();
        }
        if (resetting && queue.isEmpty()) {
            resetNow();
        }
    }

    private void shutdownOutput() {
        try {
            outputEnded = true;
            socket().shutdownOutput();
        } catch (IOException e) {
            refusedLater(e);
            return;
        }
        // Not from within end(): its caller does not expect the last call there.
        later(this::closeIfDone);
    }

    private void closeIfDone() {
        if (!over && inputEnded && outputEnded) {
            release();
            handler.onClosed(this);
        }
    }

    /** Resets the connection (RST): neither side may take what was sent for the whole. */
    public void reset() {
        if (over) {
            return;
        }
        if (channel != null) {
            SocketOptions.resetOnClose(channel);
        }
        release();
    }

    /** Resets the connection unless it has ended by itself within this time. */
    public void resetAfter(Duration time) {
        if (!over) {
            cancelDeadline();
            deadline = stack.eventLoop().schedule(time, this::reset);
        }
    }

    /**
     * Like {@link #reset}, but not before what is queued has been written, the end of our direction included if it was
     * asked for: the peer has what there was for it, and then the reset. Nothing is read any more; {@link
     * TcpHandler#onReset} follows, at the latest after 30 s.
     */
    public void resetWhenWritten() {
        if (over || resetting) {
            return;
        }
        resetting = true;
        cancelDeadline();
        interest(SelectionKey.OP_READ, false);
        if (queue.isEmpty() || connecting()) {
            later(this::resetNow);
        } else {
            deadline = stack.eventLoop().schedule(LAST_BYTES, this::resetNow);
        }
    }

    private void resetNow() {
        if (!over) {
            reset();
            handler.onReset(this, new IOException("reset by its owner"));
        }
    }

    /** Closes both directions; what is queued is lost. */
    public void close() {
        if (!over) {
            release();
        }
    }

    private void failLater(IOException cause) {
        later(() -> failed(cause));
    }

    private void later(Runnable step) {
        stack.eventLoop().execute(() -> guarded(step));
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            broken(e);
        }
    }

    /** The handler has thrown: that is the end of this connection, and of nothing else. */
    private void broken(Throwable cause) {
        stack.eventLoop().failed("the handler of the " + this, cause);
        if (!over) {
            reset();
            guarded(() -> handler.onReset(this, new IOException("handler failed: " + cause, cause)));
        }
    }

    private void refusedLater(IOException cause) {
        later(() -> refused(cause));
    }

    /**
     * The peer takes no more bytes. What it said before can still be read, and the failure is told behind it; a handler
     * that does not take it is not waited for.
     */
    private void refused(IOException cause) {
        if (over || refusal != null) {
            return;
        }
        if (inputEnded || resetting) {
            failed(cause);
            return;
        }
        refusal = cause;
        queue.clear();
        interest(SelectionKey.OP_WRITE, false);
        cancelDeadline();
        deadline = stack.eventLoop().schedule(LAST_BYTES, () -> failed(cause));
    }

    private void failed(IOException cause) {
        if (!over) {
            if (exhausted) {
                reset();
            } else {
                release();
            }
            handler.onReset(this, cause);
        }
    }

    private void release() {
        over = true;
        cancelDeadline();
        queue.clear();
        if (unread != null && !delivering) {
            stack.giveBackReadBuffer(unread);
            unread = null;
        }
        if (registration != null) {
            registration.cancel();
        }
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.log(Level.TRACE, "closing", e);
        }
    }

    /** Also if there is no socket, which the owner does not know before the loop's next turn. */
    private boolean connecting() {
        return !over && (channel == null || !channel.isConnected());
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }

    private SocketChannel socket() {
        return Objects.requireNonNull(channel);
    }

    private void interest(int ops, boolean wanted) {
        if (registration != null) {
            registration.interest(ops, wanted);
        }
    }

    private final class Ready implements ReadyHandler {
        @Override
        public void ready(int ops) {
            try {
                step(ops);
            } catch (Throwable e) {
                broken(e);
            }
        }

        private void step(int ops) {
            if ((ops & SelectionKey.OP_CONNECT) != 0 && !over) {
                finishConnect();
                return;
            }
            if ((ops & SelectionKey.OP_WRITE) != 0 && !over) {
                writeQueued();
            }
            if ((ops & SelectionKey.OP_READ) != 0 && !over) {
                read();
            }
        }

        @Override
        public String toString() {
            return handler.getClass().getName();
        }
    }

    @Override
    public String toString() {
        var address = remote.getAddress();
        return "connection with " + (address == null ? remote.getHostString() : address.getHostAddress()) + ":"
                + remote.getPort();
    }
}
