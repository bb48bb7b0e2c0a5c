package io.rserpool.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** The name of a pool: 1 or more arbitrary bytes (RFC 5354 section 3.9). Ordered by length, then bytes. */
public final class PoolHandle implements Comparable<PoolHandle> {
    private final byte[] bytes;
    private final int hash;

    private PoolHandle(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("a pool handle has at least one byte");
        }
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    public static PoolHandle of(byte[] bytes) {
        return new PoolHandle(bytes.clone());
    }

    /** The handle that is the UTF-8 form of a string. */
    public static PoolHandle of(String name) {
        return new PoolHandle(name.getBytes(StandardCharsets.UTF_8));
    }

    public int length() {
        return bytes.length;
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    @Override
    public int compareTo(PoolHandle other) {
        return bytes.length != other.bytes.length
                ? Integer.compare(bytes.length, other.bytes.length)
                : Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PoolHandle handle && Arrays.equals(bytes, handle.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** The text of a handle of printable UTF-8, else {@code 0x} and hex digits. */
    @Override
    public String toString() {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.chars().noneMatch(Character::isISOControl)) {
                return text;
            }
        } catch (CharacterCodingException notText) {
            // falls through to the hex form
        }
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
