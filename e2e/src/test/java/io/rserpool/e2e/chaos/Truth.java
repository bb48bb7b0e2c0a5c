package io.rserpool.e2e.chaos;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** What servers are given and must give back. */
final class Truth {
    static final int SMALL = 300;
    static final int LARGE = 1 << 20;

    /** Keys {@code key:0} and so on in redis and memcached. */
    static final int KEYS = 100;

    private static final int LONGEST_VALUE = 4000;

    private Truth() {}

    /** The content of a file. */
    static byte[] file(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** The value of a key, up to 4,000 characters. */
    static String value(int key) {
        var digest = sha256(Integer.toString(key));
        return digest.repeat(1 + key * (LONGEST_VALUE / digest.length()) / KEYS);
    }

    /** As hexadecimal digits. */
    static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.US_ASCII));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
