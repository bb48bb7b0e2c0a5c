package io.rserpool.operator.signer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Handles as certificates name them: whoever listens to a handshake of DTLS 1.2 reads the certificates, and is not to read handles there. */
final class HandleDigest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SALT_BYTES = 8;
    private static final int DIGITS = 32;

    private HandleDigest() {}

    /** With a salt of its own. */
    static String of(String handle) {
        var salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return of(HexFormat.of().formatHex(salt), handle);
    }

    static String of(String salt, String handle) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest((salt + handle).getBytes(StandardCharsets.UTF_8));
            return salt + HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
