package io.rserpool.transport.dtls;

import static io.rserpool.transport.dtls.OpenSsl.call;

import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.system.NativeBuffer;
import java.io.ByteArrayInputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One DTLS or TLS connection, between two memory BIOs: what arrives is put in, what is to leave is taken out. */
final class DtlsConnection {
    /** What came of a step. */
    enum Step {
        DONE,
        WAITING,
        FAILED
    }

    private static final int WANT_READ = 2;
    private static final int SET_MTU = 17;
    private static final int HANDLE_TIMEOUT = 74;
    private static final int BIO_RESET = 1;
    private static final int BIO_PENDING = 10;
    private static final int VERIFIED = 0;
    private static final int RECEIVED_SHUTDOWN = 2;
    private static final int FIRST_TIMEOUT_MICROS = 100_000;
    private static final int LONGEST_TIMEOUT_MICROS = 1_000_000;
    private static final long TIMER = timer();

    final DtlsContext context;
    final boolean isClient;
    final long begun;
    private final long ssl;
    private final long in;
    private final long out;

    /** Who is at the other end, once that is proved. */
    private @Nullable PeerIdentity identity;

    private Runnable end = () -> {};
    private boolean closed;

    private DtlsConnection(DtlsContext context, boolean isClient, long now) {
        this.context = context;
        this.isClient = isClient;
        this.begun = now;
        ssl = call(OpenSsl.NEW, context.address);
        in = call(OpenSsl.BIO_NEW, call(OpenSsl.BIO_MEMORY));
        out = call(OpenSsl.BIO_NEW, call(OpenSsl.BIO_MEMORY));
        call(OpenSsl.SET_BIO, ssl, in, out);
        call(isClient ? OpenSsl.CONNECT_STATE : OpenSsl.ACCEPT_STATE, ssl);
    }

    /** @param mtu the longest datagram in bytes */
    static DtlsConnection client(DtlsContext context, int mtu, long now) {
        return new DtlsConnection(context, true, now).overDatagrams(mtu);
    }

    static DtlsConnection server(DtlsContext context, int mtu, long now) {
        return new DtlsConnection(context, false, now).overDatagrams(mtu);
    }

    /** One whose bytes arrive in order, without bounds between them. */
    static DtlsConnection stream(DtlsContext context, boolean isClient, long now) {
        return new DtlsConnection(context, isClient, now);
    }

    private DtlsConnection overDatagrams(int mtu) {
        call(OpenSsl.CTRL, ssl, SET_MTU, mtu, 0);
        call(OpenSsl.TIMER, ssl, TIMER);
        return this;
    }

    /** Where the first retransmission waits less long than OpenSSL's second, as SCTP's does. */
    private static long timer() {
        try {
            var l = ValueLayout.JAVA_INT;
            var target = MethodHandles.lookup()
                    .findStatic(
                            DtlsConnection.class,
                            "nextTimeout",
                            MethodType.methodType(int.class, long.class, int.class));
            return OpenSsl.LINKER
                    .upcallStub(target, FunctionDescriptor.of(l, ValueLayout.JAVA_LONG, l), Arena.global())
                    .address();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("our own method", e);
        }
    }

    /** Called by OpenSSL. */
    static int nextTimeout(long connection, int micros) {
        return micros == 0 ? FIRST_TIMEOUT_MICROS : Math.min(2 * micros, LONGEST_TIMEOUT_MICROS);
    }

    boolean isClosed() {
        return closed;
    }

    /** The handshake is over; {@code onEnd} is told when the connection is. */
    void established(PeerIdentity proved, Runnable onEnd) {
        identity = proved;
        end = onEnd;
    }

    /** A datagram has arrived. */
    void put(NativeBuffer datagram, int length) {
        call(OpenSsl.BIO_CTRL, in, BIO_RESET, 0, 0);
        call(OpenSsl.BIO_WRITE, in, datagram.address, length);
    }

    /** Bytes have arrived that follow those before. */
    void append(long bytes, int length) {
        call(OpenSsl.BIO_WRITE, in, bytes, length);
    }

    /** Whether the peer has said goodbye, so that nothing of its stream was cut off. */
    boolean isEnded() {
        return ((int) call(OpenSsl.SHUTDOWN_STATE, ssl) & RECEIVED_SHUTDOWN) != 0;
    }

    /** Looks at a first message of a client; whether it has come with the cookie that it was told. The rest is {@link #handshake}'s. */
    boolean listen(long address) {
        call(OpenSsl.ERRORS_CLEAR);
        return (int) call(OpenSsl.LISTEN, ssl, address) > 0;
    }

    Step handshake() {
        call(OpenSsl.ERRORS_CLEAR);
        return step((int) call(OpenSsl.HANDSHAKE, ssl));
    }

    /** Sends again what was not answered in time, if it is time. */
    Step lookAtTimer() {
        call(OpenSsl.ERRORS_CLEAR);
        return (int) call(OpenSsl.CTRL, ssl, HANDLE_TIMEOUT, 0, 0) < 0 ? Step.FAILED : Step.WAITING;
    }

    private Step step(int result) {
        if (result > 0) {
            return Step.DONE;
        }
        return (int) call(OpenSsl.ERROR, ssl, result) == WANT_READ ? Step.WAITING : Step.FAILED;
    }

    /** Why it failed. */
    String failure() {
        var reason = OpenSsl.reason();
        int verified = (int) call(OpenSsl.VERIFIED, ssl);
        return verified == VERIFIED ? reason : OpenSsl.text(call(OpenSsl.VERIFY_TEXT, verified));
    }

    /**
     * Decrypts a packet.
     *
     * @return its length; 0 = there is none (now); less = the connection is over
     */
    int read(NativeBuffer into) {
        call(OpenSsl.ERRORS_CLEAR);
        int length = (int) call(OpenSsl.READ, ssl, into.address, into.bytes.capacity());
        if (length > 0) {
            return length;
        }
        return step(length) == Step.WAITING ? 0 : -1;
    }

    /** Encrypts a packet; whether that was possible. */
    boolean write(long packet, int length) {
        call(OpenSsl.ERRORS_CLEAR);
        return (int) call(OpenSsl.WRITE, ssl, packet, length) == length;
    }

    /** Bytes that are to leave. */
    int pending() {
        return (int) call(OpenSsl.BIO_CTRL, out, BIO_PENDING, 0, 0);
    }

    /** Takes bytes that are to leave; how many. */
    int take(long into, int most) {
        return Math.max(0, (int) call(OpenSsl.BIO_READ, out, into, most));
    }

    /** The peer's certificate, which OpenSSL has found to be of a trusted authority; there is one once the handshake is over. */
    X509Certificate certificate() throws CertificateException {
        long certificate = call(OpenSsl.PEER, ssl);
        if (certificate == 0) {
            throw new CertificateException("there is no certificate");
        }
        try (var arena = Arena.ofConfined()) {
            int length = (int) call(OpenSsl.FROM_X509, certificate, 0);
            var bytes = arena.allocate(length);
            var position = arena.allocate(ValueLayout.JAVA_LONG);
            position.set(ValueLayout.JAVA_LONG, 0, bytes.address());
            call(OpenSsl.FROM_X509, certificate, position.address());
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(array(bytes)));
        } finally {
            call(OpenSsl.X509_FREE, certificate);
        }
    }

    private static byte[] array(MemorySegment segment) {
        return segment.toArray(ValueLayout.JAVA_BYTE);
    }

    /** The peer, which must be known. */
    PeerIdentity peer() {
        return Objects.requireNonNull(identity);
    }

    /** Says to the peer that it is over; {@link #take} has the message. */
    void sayGoodbye() {
        call(OpenSsl.ERRORS_CLEAR);
        call(OpenSsl.SHUTDOWN, ssl);
    }

    void close() {
        if (!closed) {
            closed = true;
            call(OpenSsl.FREE, ssl); // and its BIOs
            end.run();
        }
    }
}
