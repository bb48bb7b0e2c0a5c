package io.rserpool.protocol.codec;

import io.rserpool.protocol.parameter.ErrorCause;
import java.util.ArrayList;
import java.util.List;

/** Operation Error: 1 or more causes, each code (2), length (2), information (RFC 5354 section 3.12). */
public final class OperationErrorCodec {
    private OperationErrorCodec() {}

    public static void encode(List<ErrorCause> causes, ParameterWriter writer) {
        if (causes.isEmpty()) {
            throw new IllegalArgumentException("an operation error has at least one cause");
        }
        var start = writer.begin(ParameterType.OPERATION_ERROR);
        for (var cause : causes) {
            var causeStart = writer.begin(cause.code());
            writer.put(cause.information());
            writer.end(causeStart);
        }
        writer.end(start);
    }

    /** Nothing at all if there are no causes. */
    public static void encodeOptional(List<ErrorCause> causes, ParameterWriter writer) {
        if (!causes.isEmpty()) {
            encode(causes, writer);
        }
    }

    public static List<ErrorCause> decode(ParameterReader message) throws DecodeException {
        var in = message.enter(ParameterType.OPERATION_ERROR);
        var causes = new ArrayList<ErrorCause>(1);
        do {
            var code = in.peekCause();
            causes.add(ErrorCause.of(code, in.enter().rest()));
        } while (in.remaining() > 0);
        return causes;
    }

    /** No causes if there is no Operation Error. */
    public static List<ErrorCause> decodeOptional(ParameterReader message) throws DecodeException {
        return message.next(ParameterType.OPERATION_ERROR) ? decode(message) : List.of();
    }
}
