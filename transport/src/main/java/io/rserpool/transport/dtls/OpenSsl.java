package io.rserpool.transport.dtls;

import io.rserpool.transport.association.TransportException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * The functions of libssl and libcrypto (3.0 and newer) that we use, each called with 64-bit integers: see {@code
 * io.rserpool.transport.sctp.usrsctp.UsrsctpLibrary}.
 */
final class OpenSsl {
    static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    static final Linker LINKER = Linker.nativeLinker();

    private static final String SSL_LIBRARY = "libssl.so.3";
    private static final String CRYPTO_LIBRARY = "libcrypto.so.3";
    private static final SymbolLookup CRYPTO = load(CRYPTO_LIBRARY);
    private static final SymbolLookup SSL = load(SSL_LIBRARY);

    // Of libssl.
    static final MethodHandle DTLS_METHOD = ssl("DTLS_method", 0);
    static final MethodHandle TLS_METHOD = ssl("TLS_method", 0);
    static final MethodHandle CTX_NEW = ssl("SSL_CTX_new", 1);
    static final MethodHandle CTX_FREE = ssl("SSL_CTX_free", 1);
    static final MethodHandle CTX_CTRL = ssl("SSL_CTX_ctrl", 4);
    static final MethodHandle CTX_OPTIONS = ssl("SSL_CTX_set_options", 2);
    static final MethodHandle CTX_CIPHERS = ssl("SSL_CTX_set_cipher_list", 2);
    static final MethodHandle CTX_TLS_CIPHERS = ssl("SSL_CTX_set_ciphersuites", 2);
    static final MethodHandle CTX_TICKETS = ssl("SSL_CTX_set_num_tickets", 2);
    static final MethodHandle CTX_VERIFY = ssl("SSL_CTX_set_verify", 3);
    static final MethodHandle CTX_CERTIFICATE = ssl("SSL_CTX_use_certificate", 2);
    static final MethodHandle CTX_KEY = ssl("SSL_CTX_use_PrivateKey_ASN1", 4);
    static final MethodHandle CTX_CHECK_KEY = ssl("SSL_CTX_check_private_key", 1);
    static final MethodHandle CTX_STORE = ssl("SSL_CTX_get_cert_store", 1);
    static final MethodHandle CTX_COOKIE = ssl("SSL_CTX_set_cookie_generate_cb", 2);
    static final MethodHandle CTX_COOKIE_CHECK = ssl("SSL_CTX_set_cookie_verify_cb", 2);
    static final MethodHandle NEW = ssl("SSL_new", 1);
    static final MethodHandle FREE = ssl("SSL_free", 1);
    static final MethodHandle SET_BIO = ssl("SSL_set_bio", 3);
    static final MethodHandle CTRL = ssl("SSL_ctrl", 4);
    static final MethodHandle TIMER = ssl("DTLS_set_timer_cb", 2);
    static final MethodHandle CONNECT_STATE = ssl("SSL_set_connect_state", 1);
    static final MethodHandle ACCEPT_STATE = ssl("SSL_set_accept_state", 1);
    static final MethodHandle LISTEN = ssl("DTLSv1_listen", 2);
    static final MethodHandle HANDSHAKE = ssl("SSL_do_handshake", 1);
    static final MethodHandle READ = ssl("SSL_read", 3);
    static final MethodHandle WRITE = ssl("SSL_write", 3);
    static final MethodHandle SHUTDOWN = ssl("SSL_shutdown", 1);
    static final MethodHandle SHUTDOWN_STATE = ssl("SSL_get_shutdown", 1);
    static final MethodHandle ERROR = ssl("SSL_get_error", 2);
    static final MethodHandle PEER = ssl("SSL_get1_peer_certificate", 1);
    static final MethodHandle VERIFIED = ssl("SSL_get_verify_result", 1);

    // Of libcrypto.
    static final MethodHandle BIO_NEW = crypto("BIO_new", 1);
    static final MethodHandle BIO_MEMORY = crypto("BIO_s_mem", 0);
    static final MethodHandle BIO_READ = crypto("BIO_read", 3);
    static final MethodHandle BIO_WRITE = crypto("BIO_write", 3);
    static final MethodHandle BIO_CTRL = crypto("BIO_ctrl", 4);
    static final MethodHandle ADDRESS_NEW = crypto("BIO_ADDR_new", 0);
    static final MethodHandle ADDRESS_FREE = crypto("BIO_ADDR_free", 1);
    static final MethodHandle TO_X509 = crypto("d2i_X509", 3);
    static final MethodHandle FROM_X509 = crypto("i2d_X509", 2);
    static final MethodHandle X509_FREE = crypto("X509_free", 1);
    static final MethodHandle REQUEST_NEW = crypto("X509_REQ_new", 0);
    static final MethodHandle REQUEST_FREE = crypto("X509_REQ_free", 1);
    static final MethodHandle REQUEST_KEY = crypto("X509_REQ_set_pubkey", 2);
    static final MethodHandle REQUEST_SIGN = crypto("X509_REQ_sign", 3);
    static final MethodHandle FROM_REQUEST = crypto("i2d_X509_REQ", 2);
    static final MethodHandle TO_KEY = crypto("d2i_AutoPrivateKey", 3);
    static final MethodHandle KEY_FREE = crypto("EVP_PKEY_free", 1);
    static final MethodHandle STORE_ADD = crypto("X509_STORE_add_cert", 2);
    static final MethodHandle STORE_FLAGS = crypto("X509_STORE_set_flags", 2);
    static final MethodHandle VERIFY_TEXT = crypto("X509_verify_cert_error_string", 1);
    static final MethodHandle ERROR_NEXT = crypto("ERR_get_error", 0);
    static final MethodHandle ERRORS_CLEAR = crypto("ERR_clear_error", 0);
    static final MethodHandle ERROR_TEXT = crypto("ERR_reason_error_string", 1);
    static final MethodHandle HMAC = crypto("HMAC", 7);
    static final MethodHandle SHA256 = crypto("EVP_sha256", 0);

    private static final int LONGEST_TEXT = 200;

    private OpenSsl() {}

    private static SymbolLookup load(String name) {
        try {
            return SymbolLookup.libraryLookup(name, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new TransportException(
                    "security needs " + name
                            + ", which is not installed: install the package libssl3 (Debian, Ubuntu, Alpine) or"
                            + " openssl-libs (Fedora)",
                    e);
        }
    }

    private static MethodHandle ssl(String name, int arguments) {
        return function(SSL, SSL_LIBRARY, name, arguments);
    }

    private static MethodHandle crypto(String name, int arguments) {
        return function(CRYPTO, CRYPTO_LIBRARY, name, arguments);
    }

    private static MethodHandle function(SymbolLookup library, String file, String name, int arguments) {
        var address = library.find(name)
                .orElseThrow(
                        () -> new TransportException(file + " has no " + name + ": OpenSSL 3.0 or newer is needed"));
        var types = new MemoryLayout[arguments];
        Arrays.fill(types, ValueLayout.JAVA_LONG);
        return LINKER.downcallHandle(address, FunctionDescriptor.of(ValueLayout.JAVA_LONG, types));
    }

    static long call(MethodHandle function) {
        try {
            return (long) function.invokeExact();
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    static long call(MethodHandle function, long a) {
        try {
            return (long) function.invokeExact(a);
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    static long call(MethodHandle function, long a, long b) {
        try {
            return (long) function.invokeExact(a, b);
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    static long call(MethodHandle function, long a, long b, long c) {
        try {
            return (long) function.invokeExact(a, b, c);
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    static long call(MethodHandle function, long a, long b, long c, long d) {
        try {
            return (long) function.invokeExact(a, b, c, d);
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    /** {@code HMAC} with SHA-256; 32 bytes go to {@code result}. */
    static void hmac(long key, int keyLength, long data, int length, long result) {
        try {
            var digest = (long) SHA256.invokeExact();
            var ignored = (long) HMAC.invokeExact(digest, key, (long) keyLength, data, (long) length, result, 0L);
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    /** What OpenSSL says went wrong last; empty = nothing. Forgets it. */
    static String reason() {
        var text = "";
        for (long code = call(ERROR_NEXT); code != 0; code = call(ERROR_NEXT)) {
            text = text(call(ERROR_TEXT, code));
        }
        return text;
    }

    /** A text in the library's memory. */
    static String text(long address) {
        return address == 0
                ? ""
                : MemorySegment.ofAddress(address).reinterpret(LONGEST_TEXT).getString(0);
    }

    static RuntimeException wrapped(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }
}
