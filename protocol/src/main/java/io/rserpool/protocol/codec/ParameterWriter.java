package io.rserpool.protocol.codec;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Writes one message (RFC 5354 sections 2 and 4). Padding is put in front of the next parameter rather than
 * behind the last one, so that no length ever counts it: {@code begin} aligns, {@code end} does not.
 */
public final class ParameterWriter {
    /** The longest message of which the length field can tell, padded. */
    private static final int MAX_LENGTH = 65536;

    private static final int LENGTH_OFFSET = 2;
    private static final int ALIGNMENT = 4;

    private ByteBuffer buffer;
    private final boolean growing;

    private ParameterWriter(ByteBuffer buffer, boolean growing) {
        this.buffer = buffer;
        this.growing = growing;
    }

    /** A writer into memory of its own. */
    static ParameterWriter growing() {
        return new ParameterWriter(ByteBuffer.allocate(256), true);
    }

    /** The bytes of a parameter on its own, as error causes quote it (RFC 5354 section 3.12). */
    public static byte[] bytesOf(Consumer<ParameterWriter> parameter) {
        var writer = growing();
        parameter.accept(writer);
        return Arrays.copyOf(writer.buffer.array(), writer.buffer.position());
    }

    /** A writer that begins at the position of a buffer, which it does not move. */
    static ParameterWriter into(ByteBuffer target) {
        return new ParameterWriter(target.slice(), false);
    }

    /** Begins the message: its header, but for the length. */
    public void message(int type, int flags) {
        put8(type);
        put8(flags);
        put16(0);
    }

    /** Begins a parameter or error cause, and returns what its {@link #end} needs. */
    public int begin(int type) {
        align();
        var start = buffer.position();
        put16(type);
        put16(0);
        return start;
    }

    /** Ends the parameter or error cause that began at {@code start}. */
    public void end(int start) {
        putLength(start);
    }

    /** Ends the message; returns it from position 0 to the limit, padded. */
    ByteBuffer finish() {
        putLength(0);
        align();
        return buffer.flip();
    }

    public void put8(int value) {
        room(1).put((byte) value);
    }

    /** Writes a number of 16 bits, unsigned. */
    public void put16(int value) {
        if (value < 0 || value > 0xffff) {
            throw new IllegalArgumentException("%d does not fit into 16 bits".formatted(value));
        }
        room(2).putShort((short) value);
    }

    public void put32(int value) {
        room(4).putInt(value);
    }

    public void put(byte[] value) {
        room(value.length).put(value);
    }

    public void put(ByteBuffer value) {
        room(value.remaining()).put(value);
    }

    private void align() {
        while (buffer.position() % ALIGNMENT != 0) {
            put8(0);
        }
    }

    private void putLength(int start) {
        var length = buffer.position() - start;
        if (length > 0xffff) {
            throw tooLong(length);
        }
        buffer.putShort(start + LENGTH_OFFSET, (short) length);
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            grow(bytes);
        }
        return buffer;
    }

    private void grow(int bytes) {
        if (!growing) {
            throw new BufferOverflowException();
        }
        var needed = (long) buffer.position() + bytes;
        if (needed > MAX_LENGTH) {
            throw tooLong(needed);
        }
        var capacity = (int) Math.min(MAX_LENGTH, Math.max(needed, 2L * buffer.capacity()));
        buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
    }

    private static IllegalArgumentException tooLong(long bytes) {
        return new IllegalArgumentException("%d bytes or more: a length field ends at 65535".formatted(bytes));
    }
}
