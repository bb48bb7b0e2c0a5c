package io.rserpool.transport.dtls;

import io.rserpool.transport.identity.CertificateIdentity;
import io.rserpool.transport.identity.PeerIdentity;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** TLS over one connection of TCP: what arrives is put in, what is to leave is taken out. */
public final class TlsStream {
    /** What a handshake has come to. */
    public enum Progress {
        WAITING,
        ESTABLISHED,
        /** The peer is refused; what is to leave tells it why. */
        REFUSED
    }

    /** The most bytes that are put in at a time: more wait where they come from. */
    public static final int MOST = 1 << 14;

    private static final int HANDSHAKE_RECORD = 22;

    private final TlsStreams all;
    private final InetSocketAddress peer;
    private final String scope;
    private final DtlsConnection connection;
    private @Nullable PeerIdentity identity;
    private boolean heard;

    TlsStream(TlsStreams all, InetSocketAddress peer, String scope, DtlsConnection connection) {
        this.all = all;
        this.peer = peer;
        this.scope = scope;
        this.connection = connection;
    }

    InetSocketAddress peer() {
        return peer;
    }

    /** Who the peer has proved to be; null = it has not yet. */
    public @Nullable PeerIdentity identity() {
        return identity;
    }

    /** Takes up to {@link #MOST} bytes that have arrived, in a direct buffer; whether they can be TLS at all. */
    public boolean put(ByteBuffer bytes) {
        if (!heard && bytes.get(bytes.position()) != HANDSHAKE_RECORD && !connection.isClient) {
            refuse(DtlsRefusal.PLAIN, "it speaks without TLS, and this scope requires security");
            return false;
        }
        heard = true;
        int count = Math.min(bytes.remaining(), MOST);
        connection.append(MemorySegment.ofBuffer(bytes).address(), count);
        bytes.position(bytes.position() + count);
        return true;
    }

    /** Goes on with the handshake. */
    public Progress handshake() {
        return switch (connection.handshake()) {
            case WAITING -> Progress.WAITING;
            case DONE -> proved();
            case FAILED -> {
                var why = connection.failure();
                yield refuse(DtlsRefusal.ofFailure(why), why);
            }
        };
    }

    private Progress proved() {
        try {
            var proved = CertificateIdentity.of(connection.certificate());
            if (!proved.scope().equals(scope)) {
                connection.sayGoodbye();
                return refuse(DtlsRefusal.OTHER_SCOPE, "it belongs to scope " + proved.scope());
            }
            identity = proved;
            all.over(this);
            all.established();
            connection.established(proved, all::ended);
            return Progress.ESTABLISHED;
        } catch (CertificateException e) {
            connection.sayGoodbye();
            return refuse(DtlsRefusal.NO_MEMBER, String.valueOf(e.getMessage()));
        }
    }

    /** It comes to nothing. */
    public Progress refuse(DtlsRefusal why, String text) {
        all.over(this);
        all.refuse(why, peer, text);
        return Progress.REFUSED;
    }

    /**
     * Decrypts what is there.
     *
     * @return some bytes; none = more must arrive first; null = there will be none any more, see {@link #isEnded}
     */
    public @Nullable ByteBuffer read() {
        var scratch = all.scratch;
        int length = connection.read(scratch);
        if (length < 0) {
            if (!isEnded()) {
                // The peer of a client that is done with its handshake may still refuse it.
                var why = connection.failure();
                refuse(DtlsRefusal.ofFailure(why), "TLS has ended: " + why);
            }
            return null;
        }
        var bytes = new byte[length];
        scratch.bytes.get(0, bytes);
        return ByteBuffer.wrap(bytes);
    }

    /** Whether the peer has said goodbye; else its stream was cut off. */
    public boolean isEnded() {
        return connection.isEnded();
    }

    /** Encrypts bytes; whether that was possible. */
    public boolean write(ByteBuffer bytes) {
        var scratch = all.scratch;
        while (bytes.hasRemaining()) {
            int count = Math.min(bytes.remaining(), scratch.bytes.capacity());
            scratch.bytes.put(0, bytes, bytes.position(), count);
            if (!connection.write(scratch.address, count)) {
                return false;
            }
            bytes.position(bytes.position() + count);
        }
        return true;
    }

    /** Says to the peer that nothing follows. */
    public void sayGoodbye() {
        connection.sayGoodbye();
    }

    /** Gives away what is to leave; the bytes are valid during the call. */
    public void flush(Consumer<ByteBuffer> below) {
        var scratch = all.scratch;
        while (!connection.isClosed() && connection.pending() > 0) {
            int count = connection.take(scratch.address, scratch.bytes.capacity());
            below.accept(scratch.bytes.slice(0, count));
        }
    }

    /** Nothing may be asked of it any more. */
    public void close() {
        all.over(this);
        connection.close();
    }
}
