package io.rserpool.program.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** What a caller must know to be let in; it is in no log. */
public final class AccessToken {
    private final byte[] right;

    public AccessToken(String text) {
        this.right = bytes(text);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** {@return whether it is this one} It takes a time that tells nothing of where they differ. */
    public boolean is(String given) {
        return MessageDigest.isEqual(right, bytes(given));
    }
}
