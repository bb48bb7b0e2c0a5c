package io.rserpool.protocol.codec;

import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.parameter.ErrorCause;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value of one message, parameter or error cause (RFC 5354 sections 2 and 4): fixed fields first,
 * then parameters. Unknown parameters are treated by their action bits wherever they are met, so the callers
 * never see them. All readers of a message share its limits and its reports.
 */
public final class ParameterReader {
    /** No more parameters; what {@link #peek} returns then. */
    public static final int NONE = -1;

    /**
     * What the reports about one message repeat of it at most, in bytes: so they fit into one Operation Error, and are
     * hardly longer than the message itself. A parameter is repeated whole or not at all: cut, it would be none.
     */
    static final int MAX_REPORTED_BYTES = 60_000;

    private static final int MAX_REPORTS = 16;
    private static final int HEADER_LENGTH = 4;
    private static final int ACTION_SKIP = 0x8000;
    private static final int ACTION_REPORT = 0x4000;

    private final Message message;
    private final int start;
    private final int end;
    private int position;

    /** What the readers of one message have in common. */
    private static final class Message {
        final ByteBuffer bytes;
        final DecoderLimits limits;
        final List<ErrorCause> reports = new ArrayList<>(0);
        int elements;
        int reported;

        Message(ByteBuffer bytes, DecoderLimits limits) {
            this.bytes = bytes;
            this.limits = limits;
        }

        /** These bytes of the message as the information of a cause; null if that would be too much. */
        byte @Nullable [] repeat(int from, int to) {
            if (to - from > MAX_REPORTED_BYTES - reported) {
                return null;
            }
            reported += to - from;
            var copy = new byte[to - from];
            bytes.get(from, copy);
            return copy;
        }
    }

    /**
     * @param bytes the whole message from index 0
     * @param length of the message, as its header says
     */
    ParameterReader(ByteBuffer bytes, int length, DecoderLimits limits) {
        this(new Message(bytes, limits), 0, length);
    }

    /** A reader of parameters that belong to no message. */
    static ParameterReader over(byte[] parameters, DecoderLimits limits) {
        return new ParameterReader(new Message(ByteBuffer.wrap(parameters), limits), -HEADER_LENGTH, parameters.length);
    }

    private ParameterReader(Message message, int start, int end) {
        this.message = message;
        this.start = start;
        this.end = end;
        this.position = start + HEADER_LENGTH;
    }

    public DecoderLimits limits() {
        return message.limits;
    }

    /** Bytes not yet read. */
    public int remaining() {
        return end - position;
    }

    public int get16() throws DecodeException {
        return Short.toUnsignedInt(message.bytes.getShort(advance(2)));
    }

    public int get32() throws DecodeException {
        return message.bytes.getInt(advance(4));
    }

    /** The next {@code length} bytes. */
    public byte[] get(int length) throws DecodeException {
        var from = advance(length);
        return copy(from, length);
    }

    /** All bytes left. */
    public byte[] rest() throws DecodeException {
        return get(remaining());
    }

    /** The type of the next parameter, unknown ones to be skipped left behind; {@link #NONE} at the end. */
    public int peek() throws DecodeException {
        while (position < end) {
            var length = checkedLength();
            var type = type(position);
            if (ParameterType.isKnown(type)) {
                return type;
            }
            skipUnknown(type, length);
        }
        return NONE;
    }

    /** The code of the next error cause: these look like parameters, but have numbers of their own. */
    int peekCause() throws DecodeException {
        checkedLength();
        return type(position);
    }

    /** Whether a parameter of that type comes next. */
    public boolean next(int type) throws DecodeException {
        return peek() == type;
    }

    /** Enters the next parameter, whatever its type; this reader goes on behind it. */
    public ParameterReader enter() throws DecodeException {
        var length = checkedLength();
        var value = new ParameterReader(message, position, position + length);
        position = behind(length);
        return value;
    }

    /** Enters the next parameter, which must be of that type. */
    public ParameterReader enter(int type) throws DecodeException {
        var found = peek();
        if (found == NONE) {
            throw missing("parameter 0x%04x".formatted(type));
        }
        if (found != type) {
            throw unexpected("parameter 0x%04x where 0x%04x is expected".formatted(found, type));
        }
        return enter();
    }

    /** Says that nothing more is expected. */
    public void end() throws DecodeException {
        var found = peek();
        if (found != NONE) {
            throw unexpected("parameter 0x%04x where none is expected".formatted(found));
        }
    }

    /** Counts what a message holds many of, against the limit of elements. */
    public void countElement() throws DecodeException {
        message.elements++;
        if (message.elements > message.limits.elements()) {
            throw new DecodeException(
                    "more than %d elements".formatted(message.limits.elements()),
                    ErrorCause.of(ErrorCause.LACK_OF_RESOURCES));
        }
    }

    /** The failure that something mandatory is not there. */
    DecodeException missing(String what) {
        return new DecodeException(what + " is missing", ErrorCause.of(ErrorCause.UNSPECIFIED));
    }

    /** The failure "invalid values" of the parameter that this reader reads. */
    public DecodeException invalid(String reason) {
        return new DecodeException(reason, invalidValues(start, end));
    }

    /** The failure "invalid values" of the parameter that comes next, {@link #peek}ed at before. */
    public DecodeException unexpected(String reason) {
        return new DecodeException(reason, invalidValues(position, position + length(position)));
    }

    /** The failure that what is left is no parameter: the values of the parameter that this reader reads are invalid. */
    private DecodeException malformed(String reason) {
        return invalid(reason);
    }

    /** Causes to be reported though the message is good. */
    List<ErrorCause> reports() {
        return message.reports;
    }

    private void skipUnknown(int type, int length) throws DecodeException {
        var report = (type & ACTION_REPORT) != 0;
        if ((type & ACTION_SKIP) == 0) {
            throw new DecodeException("unknown parameter 0x%04x".formatted(type), report ? unrecognized(length) : null);
        }
        if (report && message.reports.size() < MAX_REPORTS) {
            var unrecognized = unrecognized(length);
            if (unrecognized != null) {
                message.reports.add(unrecognized);
            }
        }
        position = behind(length);
    }

    /** The length of the parameter at the position, which is certain to lie within this reader's bytes. */
    private int checkedLength() throws DecodeException {
        if (end - position < HEADER_LENGTH) {
            throw malformed("%d bytes where a parameter is expected".formatted(end - position));
        }
        var length = length(position);
        if (length < HEADER_LENGTH || length > end - position) {
            throw malformed(
                    "parameter 0x%04x of length %d in %d bytes".formatted(type(position), length, end - position));
        }
        // The padding of the last one may be within or without.
        if (length != end - position && padded(length) > end - position) {
            throw malformed("parameter 0x%04x is cut off in its padding".formatted(type(position)));
        }
        return length;
    }

    private int behind(int length) {
        return Math.min(end, position + padded(length));
    }

    private static int padded(int length) {
        return length + 3 & ~3;
    }

    private int type(int at) {
        return Short.toUnsignedInt(message.bytes.getShort(at));
    }

    private int length(int at) {
        return Short.toUnsignedInt(message.bytes.getShort(at + 2));
    }

    private int advance(int bytes) throws DecodeException {
        if (end - position < bytes) {
            throw invalid("%d bytes where %d are expected".formatted(end - position, bytes));
        }
        var at = position;
        position += bytes;
        return at;
    }

    private @Nullable ErrorCause unrecognized(int length) {
        var parameter = message.repeat(position, position + length);
        return parameter == null ? null : ErrorCause.of(ErrorCause.UNRECOGNIZED_PARAMETER, parameter);
    }

    /** A cause 0x3 has the offending parameter (RFC 5354 section 3.12.4); where none can be shown, it is another one. */
    private ErrorCause invalidValues(int from, int to) {
        var parameter = from <= 0 ? null : message.repeat(from, to);
        return parameter == null
                ? ErrorCause.of(ErrorCause.UNSPECIFIED)
                : ErrorCause.of(ErrorCause.INVALID_VALUES, parameter);
    }

    private byte[] copy(int from, int length) {
        var copy = new byte[length];
        message.bytes.get(from, copy);
        return copy;
    }
}
