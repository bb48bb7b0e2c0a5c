package io.rserpool.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

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

    /** The text whose UTF-8 form the handle is, the reverse of {@link #of(String)}; empty if its bytes are no UTF-8. */
    public Optional<String> text() {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }

    /** The text of a handle of printable UTF-8, else {@code 0x} and hex digits. For people: two handles may look alike. */
    @Override
    public String toString() {
        return text().filter(text -> text.chars().noneMatch(Character::isISOControl))
                .orElseGet(() -> "0x" + HexFormat.of().formatHex(bytes));
    }
}
