package io.rserpool.endpoint.failover.lines;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A line that is being read; as a text without its end, each character a byte. */
final class Line implements CharSequence {
    private static final int SMALLEST = 1 << 7;

    private final int limit;
    private byte[] bytes = new byte[0];
    private int size;
    private int length;

    /** @param limit bytes, its end included */
    Line(int limit) {
        this.limit = limit;
    }

    /** Adds a byte, if there is room; whether there was. */
    boolean add(byte each) {
        if (size == limit) {
            return false;
        }
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(SMALLEST, 2 * size)));
        }
        bytes[size++] = each;
        length = size;
        return true;
    }

    /** Its end is there, and not part of the text. */
    void end() {
        length = size - 1;
        if (length > 0 && bytes[length - 1] == '\r') {
            length--;
        }
    }

    /** Bytes with its end, as far as they are there; valid until it is cleared. */
    ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes, 0, size);
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
        length = 0;
        if (bytes.length > SMALLEST) {
            bytes = new byte[0];
        }
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(int index) {
        return (char) (bytes[index] & 0xff);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return toString().substring(start, end);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
