package io.rserpool.transport.message;

import io.rserpool.transport.dtls.DtlsRefusal;
import io.rserpool.transport.dtls.TlsStream;
import io.rserpool.transport.dtls.TlsStreams;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.tcp.TcpConnection;
import io.rserpool.transport.tcp.TcpHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * TLS between a TCP connection and its owner, who sees the events of TCP: it is connected (accepted ones, too) once the peer has proved who it is, bytes
 * are decrypted ones, and an end that the peer has not announced inside TLS is a reset.
 */
final class SecuredStream implements MessageStream, TcpHandler {
    private final EventLoop loop;
    private final TlsStreams all;
    private final TcpHandler above;
    private final Duration patience;
    private final ArrayDeque<ByteBuffer> early = new ArrayDeque<>();
    private @Nullable TcpConnection connection;
    private @Nullable TlsStream tls;
    private EventLoop.@Nullable Timer deadline;

    /** Decrypted bytes that the owner has not taken. */
    private ByteBuffer plain = ByteBuffer.allocate(0);

    private boolean accepted;
    private boolean established;
    private boolean delivering;
    private boolean resumeAsked;
    private boolean ending;
    private boolean inputOver;
    private boolean over;

    /** @param patience for the handshake */
    SecuredStream(EventLoop loop, TlsStreams all, TcpHandler above, Duration patience) {
        this.loop = loop;
        this.all = all;
        this.above = above;
        this.patience = patience;
    }

    void connect(TcpConnection connecting) {
        connection = connecting;
    }

    void accept(TcpConnection newConnection) {
        connection = newConnection;
        accepted = true;
        begin(all.server(newConnection.remote(), () -> fail("newer handshakes take its place")));
    }

    @Override
    public void onConnected(TcpConnection from) {
        begin(all.client(from.remote()));
        if (!over) {
            advance();
        }
    }

    private void begin(@Nullable TlsStream stream) {
        if (stream == null) {
            fail("there is no handshake with it now");
            return;
        }
        tls = stream;
        deadline = loop.scheduleJudgement(
                patience, () -> refuse(DtlsRefusal.TIMEOUT, "its handshake does not come to an end"));
    }

    private TcpConnection tcp() {
        return Objects.requireNonNull(connection);
    }

    private TlsStream tls() {
        return Objects.requireNonNull(tls);
    }

    // The handshake.

    private void advance() {
        var progress = tls().handshake();
        flush();
        switch (progress) {
            case WAITING -> {}
            case ESTABLISHED -> established();
            case REFUSED -> refused();
        }
    }

    private void established() {
        established = true;
        cancelDeadline();
        while (!over && !early.isEmpty()) {
            encrypt(early.remove());
        }
        if (ending) {
            sayGoodbye();
        }
        above.onConnected(tcp());
    }

    private void refuse(DtlsRefusal why, String text) {
        tls().refuse(why, text);
        refused();
    }

    /** What tells the peer why goes out first; {@link #onReset} follows. */
    private void refused() {
        inputOver = true;
        cancelDeadline();
        tcp().resetWhenWritten();
    }

    /** It is over without another word. */
    private void fail(String why) {
        if (!over) {
            reset();
            tellOwner(new IOException(why));
        }
    }

    private void tellOwner(IOException cause) {
        if (established || accepted) {
            above.onReset(tcp(), cause);
        } else {
            above.onConnectFailed(tcp(), cause);
        }
    }

    // What arrives.

    @Override
    public int room(TcpConnection from) {
        return established && (plain.hasRemaining() || above.room(from) == 0) ? 0 : Integer.MAX_VALUE;
    }

    @Override
    public void onData(TcpConnection from, ByteBuffer data) {
        while (data.hasRemaining() && !over && !inputOver && !plain.hasRemaining()) {
            if (!tls().put(data)) {
                refused();
            } else if (established) {
                drain();
            } else {
                advance();
                if (established) {
                    drain();
                }
            }
        }
        if (over || inputOver) {
            data.position(data.limit());
        }
    }

    /** Decrypts as long as the owner takes all. */
    private void drain() {
        while (!over && !inputOver && !plain.hasRemaining()) {
            var next = tls().read();
            flush();
            if (next == null) {
                inputEnds();
            } else if (!next.hasRemaining()) {
                return;
            } else {
                plain = next;
                deliver();
            }
        }
    }

    private void deliver() {
        delivering = true;
        try {
            do {
                resumeAsked = false;
                if (above.room(tcp()) > 0) {
                    above.onData(tcp(), plain);
                }
            } while (resumeAsked && plain.hasRemaining() && !over);
        } finally {
            delivering = false;
        }
    }

    private void inputEnds() {
        inputOver = true;
        if (tls().isEnded()) {
            above.onEnd(tcp());
        } else {
            refused();
        }
    }

    @Override
    public void resumeReading() {
        if (delivering) {
            resumeAsked = true;
            return;
        }
        if (!established || over) {
            return;
        }
        if (plain.hasRemaining()) {
            deliver();
        }
        drain();
        if (!over && !plain.hasRemaining()) {
            tcp().resumeReading();
        }
    }

    @Override
    public void onEnd(TcpConnection from) {
        if (!inputOver) {
            lost("it has ended the connection without a word");
            fail("cut off");
        }
    }

    /** Who leaves in the middle of a handshake is counted; later that is a matter of its own. */
    private void lost(String text) {
        if (!established && !inputOver && tls != null) {
            tls.refuse(DtlsRefusal.HANDSHAKE, text);
        }
    }

    // What leaves.

    @Override
    public Optional<PeerIdentity> peerIdentity() {
        return tls == null ? Optional.empty() : Optional.ofNullable(tls.identity());
    }

    @Override
    public void write(ByteBuffer bytes) {
        if (established) {
            encrypt(bytes);
        } else {
            var copy = ByteBuffer.allocate(bytes.remaining());
            early.add(copy.put(bytes).flip());
        }
    }

    private void encrypt(ByteBuffer bytes) {
        if (!over && !tls().write(bytes)) {
            bytes.position(bytes.limit());
            loop.execute(() -> fail("TLS takes no more bytes"));
        }
        flush();
    }

    private void flush() {
        if (!over) {
            tls().flush(tcp()::write);
        }
    }

    @Override
    public long queued() {
        long waiting = early.stream().mapToLong(ByteBuffer::remaining).sum();
        return connection == null ? waiting : waiting + connection.queued();
    }

    @Override
    public boolean isRefused() {
        return connection != null && connection.isRefused();
    }

    @Override
    public void onWritten(TcpConnection to, int bytes) {
        if (established) {
            above.onWritten(to, bytes);
        }
    }

    @Override
    public void end() {
        if (!ending) {
            ending = true;
            if (established) {
                sayGoodbye();
            }
        }
    }

    private void sayGoodbye() {
        if (!over) {
            tls().sayGoodbye();
            flush();
            tcp().end();
        }
    }

    // The end.

    @Override
    public void reset() {
        tcp().reset();
        close();
    }

    @Override
    public void onConnectFailed(TcpConnection from, IOException cause) {
        close();
        above.onConnectFailed(from, cause);
    }

    @Override
    public void onReset(TcpConnection from, IOException cause) {
        lost("it has gone in the middle of its handshake");
        close();
        tellOwner(cause);
    }

    @Override
    public void onClosed(TcpConnection from) {
        close();
        above.onClosed(from);
    }

    private void close() {
        over = true;
        cancelDeadline();
        early.clear();
        if (tls != null) {
            tls.close();
        }
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }
}
