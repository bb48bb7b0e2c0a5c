package io.rserpool.protocol.session;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.codec.BoundedText;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a pe-sidecar puts into a cookie beside the server's state: which session it is of, and where in it. Numbers are big-endian:
 *
 * <pre>
 * mark (4) = "RSC1", number (8), received (8), sent (8), handle length (1), handle, id length (1), id (UTF-8), state
 * </pre>
 *
 * @param number 1, 2, … from the session's beginning on, over all its elements: an older one is refused
 * @param received bytes of the client, since the session's beginning, that the state knows of; those that follow are sent again
 * @param sent bytes of the answer, since the session's beginning, that came before the state; those that follow are made again from it
 * @param handle pool that it is of
 * @param session id of the session that it is of, at most {@link SessionCodec#MAX_ID} bytes; may be empty
 * @param state what the server left, from position to limit
 */
public record StateCookie(long number, long received, long sent, PoolHandle handle, String session, ByteBuffer state) {
    /** Longest pool handle in bytes. */
    public static final int MAX_HANDLE = 255;

    private static final int MARK = 0x52534331;
    private static final int FIXED = Integer.BYTES + 3 * Long.BYTES + 2;

    /** Most bytes that it has beside the state, if the pool handle has at most so many. */
    public static int overhead(int handle) {
        return FIXED + handle + SessionCodec.MAX_ID;
    }

    /**
     * Its bytes, from position 0 to the limit.
     *
     * @throws IllegalArgumentException the handle is too long
     */
    public ByteBuffer encode() {
        var name = handle.asByteBuffer();
        if (name.remaining() > MAX_HANDLE) {
            throw new IllegalArgumentException("pool handle of %d bytes".formatted(name.remaining()));
        }
        var id = BoundedText.encode(session, SessionCodec.MAX_ID);
        var bytes = ByteBuffer.allocate(FIXED + name.remaining() + id.length + state.remaining());
        bytes.putInt(MARK).putLong(number).putLong(received).putLong(sent);
        bytes.put((byte) name.remaining()).put(name).put((byte) id.length).put(id);
        return bytes.put(state.duplicate()).flip();
    }

    /** What these bytes, from position to limit, say; the state is a part of them. Never throws and does not move the position. */
    public static Decoded<StateCookie> decode(ByteBuffer bytes) {
        var in = bytes.slice();
        try {
            if (in.getInt() != MARK) {
                return bad("no state of a session");
            }
            var number = in.getLong();
            var received = in.getLong();
            var sent = in.getLong();
            if (number < 1 || received < 0 || sent < 0) {
                return bad("negative number in a state of a session");
            }
            var name = part(in);
            if (name.length == 0) {
                return bad("state of a session without a pool handle");
            }
            var id = BoundedText.decode(ByteBuffer.wrap(part(in)), SessionCodec.MAX_ID);
            return new Decoded.Message<>(
                    new StateCookie(number, received, sent, PoolHandle.of(name), id, in.slice()), List.of());
        } catch (BufferUnderflowException cutOff) {
            return bad("state of a session, of %d bytes, is cut off".formatted(bytes.remaining()));
        }
    }

    /**
     * What a signed cookie, from position to limit, says: its length (4) is in front, and behind it padding and a code that only those verify who
     * have the key.
     */
    public static Decoded<StateCookie> decodeSigned(ByteBuffer cookie) {
        if (cookie.remaining() < Integer.BYTES) {
            return bad("cookie of %d bytes".formatted(cookie.remaining()));
        }
        var length = cookie.getInt(cookie.position());
        if (length < 0 || length > cookie.remaining() - Integer.BYTES) {
            return bad("cookie of %d bytes is cut off".formatted(cookie.remaining()));
        }
        return decode(cookie.slice(cookie.position() + Integer.BYTES, length));
    }

    private static byte[] part(ByteBuffer in) {
        var bytes = new byte[Byte.toUnsignedInt(in.get())];
        in.get(bytes);
        return bytes;
    }

    private static Decoded<StateCookie> bad(String reason) {
        return new Decoded.Bad<>(reason, List.of());
    }
}
