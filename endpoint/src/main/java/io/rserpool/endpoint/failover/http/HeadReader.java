package io.rserpool.endpoint.failover.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects a head: a start line and fields, up to and with the empty line, each line ended by CR LF. */
final class HeadReader {
    private static final int SMALLEST = 1 << 9;
    private static final byte[] NOTHING = new byte[0];

    private final int limit;
    private final String prefix;
    private byte[] bytes = NOTHING;
    private int size;

    /** Where it begins, after empty lines (RFC 9112 section 2.2). */
    private int start;

    /**
     * @param limit bytes
     * @param prefix how it begins; empty = by any line, perhaps after empty ones
     */
    HeadReader(int limit, String prefix) {
        this.limit = limit;
        this.prefix = prefix;
    }

    /** Bytes that are collected. */
    int size() {
        return size;
    }

    /** Takes bytes up to the end of the head; whether it is there. */
    boolean read(ByteBuffer from) throws NotUnderstood {
        while (from.hasRemaining()) {
            if (add(from.get())) {
                return true;
            }
        }
        return false;
    }

    private boolean add(byte each) throws NotUnderstood {
        if (size == limit) {
            from(each);
            throw new NotUnderstood("a head of more than " + limit + " bytes");
        }
        var before = size > 0 ? bytes[size - 1] : 0;
        from(each);
        if ((each == '\n') != (before == '\r')) {
            throw new NotUnderstood("a line that does not end with CR LF");
        }
        if (each >= 0 && each < ' ' && each != '\t' && each != '\r' && each != '\n') {
            throw new NotUnderstood("a control character in a head");
        }
        var at = size - start - 1;
        if (at < prefix.length() && each != prefix.charAt(at)) {
            throw new NotUnderstood("an answer that does not begin with " + prefix);
        }
        if (each != '\n') {
            return false;
        }
        if (size - start == 2) {
            start = size;
            return false;
        }
        return bytes[size - 3] == '\n';
    }

    private void from(byte each) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(SMALLEST, 2 * size));
        }
        bytes[size++] = each;
    }

    /** All that is collected; valid until it is cleared. */
    ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes, 0, size).asReadOnlyBuffer();
    }

    /** The head that is complete, without its empty line. */
    String text() {
        return new String(bytes, start, size - start - 4, StandardCharsets.ISO_8859_1);
    }

    void clear() {
        bytes = NOTHING;
        size = 0;
        start = 0;
    }
}
