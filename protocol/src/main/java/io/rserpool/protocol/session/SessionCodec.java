package io.rserpool.protocol.session;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.codec.BoundedText;
import io.rserpool.protocol.session.SessionMessage.Accept;
import io.rserpool.protocol.session.SessionMessage.Credit;
import io.rserpool.protocol.session.SessionMessage.End;
import io.rserpool.protocol.session.SessionMessage.Ending;
import io.rserpool.protocol.session.SessionMessage.Open;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.protocol.session.SessionMessage.Reset;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Control messages of multiplexed sessions to bytes and back. Numbers are big-endian, nothing is padded:
 *
 * <pre>
 * every message  version (1) = 1, type (1), fields, extensions
 * 1 Open         PE ID (4), credit (8), skip (8), digest (8), handle length (2), handle,
 *                client length (2), client (UTF-8)
 * 2 Accept       credit (8)
 * 3 Credit       bytes (8)
 * 4 End          nothing
 * 5 Reset        reason (1), detail length (2), detail (UTF-8)
 * 6 Ending       1 if the server's connection was reset, else 0 (1)
 * extension      type (2), length of the value (2), value
 * extension 1    (of Open, no value) the session is not movable
 * extension 2    (of Open) its id (UTF-8)
 * extension 3    (of Open, no value) a cookie's echo follows
 * extension 4    (of Open, no value) the PU judges ends
 * </pre>
 *
 * Extensions that the receiver does not know are ignored; what cannot be ignored needs another version. Reasons: 1 aborted, 2 server failed, 3 rejected, 4 diverged, 5 unknown element, 6 protocol error,
 * which an unknown one is taken for. Immutable; any number of threads may use it.
 */
public final class SessionCodec {
    /** The version written, and the only one read. */
    public static final int VERSION = 1;

    /** Longest client or detail in bytes; an encoder cuts what is longer. */
    public static final int MAX_TEXT = 512;

    private static final int OPEN = 1;
    private static final int ACCEPT = 2;
    private static final int CREDIT = 3;
    private static final int END = 4;
    private static final int RESET = 5;
    private static final int ENDING = 6;

    /** Longest id of a session in bytes; an encoder cuts what is longer. */
    public static final int MAX_ID = 64;

    private static final short NOT_MOVABLE = 1;
    private static final short ID = 2;
    private static final short ECHO = 3;
    private static final short JUDGES_ENDS = 4;

    private static final int HEADER_LENGTH = 2;
    private static final int EXTENSION_LENGTH = 2 * Short.BYTES;
    private static final int OPEN_LENGTH =
            HEADER_LENGTH + 4 + 3 * Long.BYTES + 2 * Short.BYTES + 4 * EXTENSION_LENGTH + MAX_ID;
    private static final int LONGEST_BUT_OPEN = HEADER_LENGTH + 1 + Short.BYTES + MAX_TEXT;

    private final DecoderLimits limits;

    public SessionCodec(DecoderLimits limits) {
        this.limits = limits;
    }

    /**
     * The bytes of a message, ready to be sent: from position 0 to the limit.
     *
     * @throws IllegalArgumentException if a number is negative or a pool handle has more than 65535 bytes
     */
    public ByteBuffer encode(SessionMessage message) {
        var longest = message instanceof Open open ? OPEN_LENGTH + open.handle().length() + MAX_TEXT : LONGEST_BUT_OPEN;
        var buffer = ByteBuffer.allocate(longest);
        encode(message, buffer);
        return buffer.flip();
    }

    /**
     * Puts the bytes of a message into a buffer and moves its position behind them.
     *
     * @throws IllegalArgumentException as above
     * @throws java.nio.BufferOverflowException if they do not fit; the position has not moved then
     */
    public void encode(SessionMessage message, ByteBuffer target) {
        var out = target.slice();
        out.put((byte) VERSION);
        switch (message) {
            case Open open -> encodeOpen(open, out);
            case Accept(var credit) -> out.put((byte) ACCEPT).putLong(notNegative(credit));
            case Credit(var bytes) -> out.put((byte) CREDIT).putLong(notNegative(bytes));
            case End() -> out.put((byte) END);
            case Ending(var reset) -> out.put((byte) ENDING).put((byte) (reset ? 1 : 0));
            case Reset(var reason, var detail) ->
                putText(detail, out.put((byte) RESET).put(code(reason)));
        }
        target.position(target.position() + out.position());
    }

    /** What one received message, from position to limit, says. Never throws and does not move the position. */
    public Decoded<SessionMessage> decode(ByteBuffer received) {
        var in = received.slice();
        try {
            var version = in.get();
            if (version != VERSION) {
                return bad("version %d of the session protocol".formatted(version));
            }
            var type = in.get();
            return switch (type) {
                case OPEN -> decodeOpen(in);
                case ACCEPT -> decodeAmount(in, true);
                case CREDIT -> decodeAmount(in, false);
                case END -> decoded(new End(), in);
                case ENDING -> decoded(new Ending(in.get() != 0), in);
                case RESET -> decoded(new Reset(reason(in.get()), text(in)), in);
                default -> bad("unknown session message %d".formatted(type));
            };
        } catch (BufferUnderflowException cutOff) {
            return bad("session message of %d bytes is cut off".formatted(received.remaining()));
        }
    }

    private static void encodeOpen(Open open, ByteBuffer out) {
        var handle = open.handle().asByteBuffer();
        if (handle.remaining() > 0xffff) {
            throw new IllegalArgumentException("pool handle of %d bytes".formatted(handle.remaining()));
        }
        out.put((byte) OPEN).putInt(open.identifier().value());
        out.putLong(notNegative(open.credit()))
                .putLong(notNegative(open.skip()))
                .putLong(open.digest());
        out.putShort((short) handle.remaining()).put(handle);
        putText(open.client(), out);
        if (!open.movable()) {
            out.putShort(NOT_MOVABLE).putShort((short) 0);
        }
        if (!open.id().isEmpty()) {
            putText(open.id(), MAX_ID, out.putShort(ID));
        }
        if (open.echo()) {
            out.putShort(ECHO).putShort((short) 0);
        }
        if (open.judgesEnds()) {
            out.putShort(JUDGES_ENDS).putShort((short) 0);
        }
    }

    private Decoded<SessionMessage> decodeOpen(ByteBuffer in) {
        var identifier = new PeIdentifier(in.getInt());
        var credit = in.getLong();
        var skip = in.getLong();
        var digest = in.getLong();
        var handle = bytes(in);
        if (credit < 0 || skip < 0) {
            return bad("negative number of bytes");
        }
        if (handle.remaining() == 0 || handle.remaining() > limits.poolHandle()) {
            return bad("pool handle of %d bytes".formatted(handle.remaining()));
        }
        var client = text(in);
        boolean movable = extension(NOT_MOVABLE, in.duplicate()) == null;
        var id = extension(ID, in.duplicate());
        boolean echo = extension(ECHO, in.duplicate()) != null;
        boolean judgesEnds = extension(JUDGES_ENDS, in.duplicate()) != null;
        return decoded(
                new Open(
                        handleOf(handle),
                        identifier,
                        credit,
                        skip,
                        digest,
                        client,
                        movable,
                        id == null ? "" : BoundedText.decode(id, MAX_ID),
                        echo,
                        judgesEnds),
                in);
    }

    /** The value of the first such extension; null = there is none. */
    private static @Nullable ByteBuffer extension(short wanted, ByteBuffer in) {
        while (in.hasRemaining()) {
            var type = in.getShort();
            var value = bytes(in);
            if (type == wanted) {
                return value;
            }
        }
        return null;
    }

    private static Decoded<SessionMessage> decodeAmount(ByteBuffer in, boolean accept) {
        var bytes = in.getLong();
        if (bytes < 0) {
            return bad("negative number of bytes");
        }
        return decoded(accept ? new Accept(bytes) : new Credit(bytes), in);
    }

    private static Decoded<SessionMessage> decoded(SessionMessage message, ByteBuffer in) {
        while (in.hasRemaining()) {
            in.getShort();
            bytes(in);
        }
        return new Decoded.Message<>(message, List.of());
    }

    private static Decoded<SessionMessage> bad(String reason) {
        return new Decoded.Bad<>(reason, List.of());
    }

    private static long notNegative(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("%d bytes".formatted(bytes));
        }
        return bytes;
    }

    private static PoolHandle handleOf(ByteBuffer bytes) {
        var handle = new byte[bytes.remaining()];
        bytes.get(handle);
        return PoolHandle.of(handle);
    }

    /** The bytes that a length (2) is in front of. */
    private static ByteBuffer bytes(ByteBuffer in) {
        var length = Short.toUnsignedInt(in.getShort());
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        var bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        return bytes;
    }

    private static String text(ByteBuffer in) {
        return BoundedText.decode(bytes(in), MAX_TEXT);
    }

    private static void putText(String text, ByteBuffer out) {
        putText(text, MAX_TEXT, out);
    }

    private static void putText(String text, int most, ByteBuffer out) {
        var bytes = BoundedText.encode(text, most);
        out.putShort((short) bytes.length).put(bytes);
    }

    private static byte code(Reason reason) {
        return switch (reason) {
            case ABORTED -> 1;
            case SERVER_FAILED -> 2;
            case REJECTED -> 3;
            case DIVERGED -> 4;
            case UNKNOWN_ELEMENT -> 5;
            case PROTOCOL_ERROR -> 6;
        };
    }

    private static Reason reason(byte code) {
        return switch (code) {
            case 1 -> Reason.ABORTED;
            case 2 -> Reason.SERVER_FAILED;
            case 3 -> Reason.REJECTED;
            case 4 -> Reason.DIVERGED;
            case 5 -> Reason.UNKNOWN_ELEMENT;
            default -> Reason.PROTOCOL_ERROR;
        };
    }
}
