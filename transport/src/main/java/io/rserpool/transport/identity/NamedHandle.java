package io.rserpool.transport.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The handle of a pool as a certificate names it. */
public sealed interface NamedHandle {
    /** Stands for every handle. */
    NamedHandle ANY = new Any();

    /** Whether it names this one. */
    boolean is(String handle);

    /** A handle as it is; {@code *} = any. */
    static NamedHandle of(String text) {
        return "*".equals(text) ? ANY : new Exactly(text);
    }

    /**
     * A handle that is told only to who knows it: certificates are readable in the handshake of DTLS 1.2.
     *
     * @param text 16 characters of salt, then the first 32 hexadecimal digits, in lower case, of the SHA-256 digest of the salt and the handle in UTF-8
     * @throws IllegalArgumentException it is none
     */
    static NamedHandle ofDigest(String text) {
        return new Digest(text);
    }

    /** Every handle. */
    record Any() implements NamedHandle {
        @Override
        public boolean is(String handle) {
            return true;
        }
    }

    /** One, as it is. */
    record Exactly(String handle) implements NamedHandle {
        @Override
        public boolean is(String other) {
            return handle.equals(other);
        }
    }

    /** One, by a digest. Safe for use by several threads. */
    final class Digest implements NamedHandle {
        private static final int SALT = 16;
        private static final int DIGITS = 32;
        private static final Pattern FORM = Pattern.compile("[0-9a-f]{" + (SALT + DIGITS) + "}");

        private final String text;

        /** The handle, once it was asked for: members ask for the same ones again and again. */
        private volatile @Nullable String known;

        private Digest(String text) {
            if (!FORM.matcher(text).matches()) {
                throw new IllegalArgumentException("'" + text + "' is no digest of a handle");
            }
            this.text = text;
        }

        @Override
        public boolean is(String handle) {
            var before = known;
            if (before != null) {
                return before.equals(handle);
            }
            boolean same = text.equals(digest(text.substring(0, SALT), handle));
            if (same) {
                known = handle;
            }
            return same;
        }

        private static String digest(String salt, String handle) {
            try {
                var hash =
                        MessageDigest.getInstance("SHA-256").digest((salt + handle).getBytes(StandardCharsets.UTF_8));
                return salt + HexFormat.of().formatHex(hash).substring(0, DIGITS);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java runtime has SHA-256", e);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Digest digest && digest.text.equals(text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
