package io.rserpool.protocol.codec;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.parameter.ErrorCause;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The header that ASAP and ENRP have in common (RFC 5354 section 4): type (1), flags (1), length (2). The
 * length does not count the padding at the end; RSPLIB counts that of the last parameter, so both are taken.
 *
 * @param <M> kind of message
 */
public final class MessageFraming<M> {
    private static final int HEADER_LENGTH = 4;
    private static final int ACTION_MASK = 0xc0;
    private static final int ACTION_REPORT = 0x40;

    private final DecoderLimits limits;
    private final int errorType;
    private final BodyEncoder<M> encoder;
    private final BodyDecoder<M> decoder;

    /** Writes a message, but for its length and last padding. */
    @FunctionalInterface
    public interface BodyEncoder<M> extends BiConsumer<M, ParameterWriter> {}

    /** Reads what follows the header. */
    @FunctionalInterface
    public interface BodyDecoder<M> {
        /** The message, or null if its type is unknown. */
        @Nullable
        M decode(int type, int flags, ParameterReader reader) throws DecodeException;
    }

    /** @param errorType the type of the Error message: bad ones are not answered, lest two peers do so for ever */
    public MessageFraming(DecoderLimits limits, int errorType, BodyEncoder<M> encoder, BodyDecoder<M> decoder) {
        this.limits = limits;
        this.errorType = errorType;
        this.encoder = encoder;
        this.decoder = decoder;
    }

    public ByteBuffer encode(M message) {
        var writer = ParameterWriter.growing();
        encoder.accept(message, writer);
        return writer.finish();
    }

    public void encode(M message, ByteBuffer target) {
        var writer = ParameterWriter.into(target);
        encoder.accept(message, writer);
        target.position(target.position() + writer.finish().limit());
    }

    public Decoded<M> decode(ByteBuffer received) {
        var bytes = received.slice();
        var size = bytes.remaining();
        if (size < HEADER_LENGTH) {
            return bad("%d bytes: less than a header".formatted(size));
        }
        var type = Byte.toUnsignedInt(bytes.get(0));
        if (size > limits.message()) {
            return bad(type, "%d bytes: more than %d".formatted(size, limits.message()), ErrorCause.LACK_OF_RESOURCES);
        }
        var length = Short.toUnsignedInt(bytes.getShort(2));
        if (length < HEADER_LENGTH || (length + 3 & ~3) != size) {
            return bad(type, "length %d in a message of %d bytes".formatted(length, size), ErrorCause.UNSPECIFIED);
        }
        return decodeBody(type, bytes, length);
    }

    private Decoded<M> decodeBody(int type, ByteBuffer bytes, int length) {
        var reader = new ParameterReader(bytes, length, limits);
        try {
            var message = decoder.decode(type, Byte.toUnsignedInt(bytes.get(1)), reader);
            if (message == null) {
                return unknown(type, bytes);
            }
            reader.end();
            return new Decoded.Message<>(message, reportsOf(type, reader.reports()));
        } catch (DecodeException bad) {
            return new Decoded.Bad<>(bad.reason(), reportsOf(type, causes(bad, reader)));
        }
    }

    private static List<ErrorCause> causes(DecodeException bad, ParameterReader reader) {
        if (bad.errorCause() == null) {
            return List.of();
        }
        var causes = new ArrayList<>(reader.reports());
        causes.add(bad.errorCause());
        return causes;
    }

    private Decoded<M> unknown(int type, ByteBuffer bytes) {
        var reason = "unknown message type 0x%02x".formatted(type);
        if ((type & ACTION_MASK) != ACTION_REPORT) {
            return bad(reason);
        }
        if (bytes.remaining() > ParameterReader.MAX_REPORTED_BYTES) {
            return new Decoded.Bad<>(reason, List.of(ErrorCause.of(ErrorCause.UNSPECIFIED)));
        }
        var repeated = new byte[bytes.remaining()];
        bytes.get(0, repeated);
        return new Decoded.Bad<>(reason, List.of(ErrorCause.of(ErrorCause.UNRECOGNIZED_MESSAGE, repeated)));
    }

    private Decoded<M> bad(int type, String reason, int cause) {
        return new Decoded.Bad<>(reason, reportsOf(type, List.of(ErrorCause.of(cause))));
    }

    private Decoded<M> bad(String reason) {
        return new Decoded.Bad<>(reason, List.of());
    }

    private List<ErrorCause> reportsOf(int type, List<ErrorCause> causes) {
        return type == errorType ? List.of() : causes;
    }
}
