package io.rserpool.transport.dtls;

import static io.rserpool.transport.dtls.OpenSsl.call;

import io.rserpool.transport.association.TransportException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.PrivateKey;

/** A certification request (PKCS #10, RFC 2986). */
public final class CertificateRequest {
    private CertificateRequest() {}

    /**
     * {@return one for the public key that belongs to this one, in DER: without a subject, which is for the signer to know}
     *
     * @param key EC
     * @throws TransportException OpenSSL is missing, or does not take the key
     */
    public static byte[] of(PrivateKey key) {
        long request = call(OpenSsl.REQUEST_NEW);
        long pair = 0;
        try (var arena = Arena.ofConfined()) {
            pair = pair(key, arena);
            check(pair);
            check(call(OpenSsl.REQUEST_KEY, request, pair));
            check((int) call(OpenSsl.REQUEST_SIGN, request, pair, call(OpenSsl.SHA256)));
            return encoded(request, arena);
        } finally {
            call(OpenSsl.KEY_FREE, pair);
            call(OpenSsl.REQUEST_FREE, request);
        }
    }

    private static long pair(PrivateKey key, Arena arena) {
        var bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, key.getEncoded());
        try {
            return call(OpenSsl.TO_KEY, 0, pointer(bytes, arena).address(), bytes.byteSize());
        } finally {
            bytes.fill((byte) 0);
        }
    }

    private static byte[] encoded(long request, Arena arena) {
        int length = (int) call(OpenSsl.FROM_REQUEST, request, 0);
        check(length);
        var bytes = arena.allocate(length);
        call(OpenSsl.FROM_REQUEST, request, pointer(bytes, arena).address());
        return bytes.toArray(ValueLayout.JAVA_BYTE);
    }

    private static MemorySegment pointer(MemorySegment to, Arena arena) {
        var pointer = arena.allocate(ValueLayout.JAVA_LONG);
        pointer.set(ValueLayout.JAVA_LONG, 0, to.address());
        return pointer;
    }

    private static void check(long result) {
        if (result <= 0) {
            throw new TransportException("OpenSSL makes no certification request: " + OpenSsl.reason());
        }
    }
}
