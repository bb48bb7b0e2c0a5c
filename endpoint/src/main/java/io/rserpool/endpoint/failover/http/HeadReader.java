package io.rserpool.endpoint.failover.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects a head: a start line and fields, up to and with the empty line, each line ended by CR LF. */
final class HeadReader {
    /** Bytes that are looked at in one go: most heads have fewer, and what follows them is copied in vain. */
    private static final int WINDOW = 1 << 9;

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
            if (size == limit) {
                throw new NotUnderstood("a head of more than " + limit + " bytes");
            }
            var end = Math.min(size + Math.min(from.remaining(), WINDOW), limit);
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, 2 * size));
            }
            from.get(from.position(), bytes, size, end - size);
            var scanned = size;
            size = end;
            var excess = scan(scanned, end, from);
            if (excess >= 0) {
                size -= excess;
                from.position(from.position() + size - scanned);
                return true;
            }
        }
        return false;
    }

    /** Bytes behind the end of the head; -1 = it is not there, and the bytes are taken. */
    private int scan(int begin, int end, ByteBuffer from) throws NotUnderstood {
        var before = begin > 0 ? bytes[begin - 1] : 0;
        var wrong = "";
        for (int i = begin; i < end && wrong.isEmpty(); i++) {
            var each = bytes[i];
            if ((each == '\n') != (before == '\r')) {
                wrong = "a line that does not end with CR LF";
            } else if (each == '\n') {
                if (i == start + 1) {
                    start = i + 1;
                } else if (bytes[i - 2] == '\n') {
                    return end - i - 1;
                }
            } else if (each >= 0 && each < ' ' && each != '\r' && each != '\t') {
                wrong = "a control character in a head";
            } else if (i - start < prefix.length() && each != prefix.charAt(i - start)) {
                wrong = "an answer that does not begin with " + prefix;
            }
            before = each;
        }
        from.position(from.position() + end - begin);
        if (!wrong.isEmpty()) {
            throw new NotUnderstood(wrong);
        }
        return -1;
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
