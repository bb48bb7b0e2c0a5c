package io.rserpool.protocol.asap;

import io.rserpool.protocol.codec.DecodeException;
import io.rserpool.protocol.codec.OperationErrorCodec;
import io.rserpool.protocol.codec.ParameterReader;
import io.rserpool.protocol.codec.ParameterWriter;

/** 0x0e Error (RFC 5352 section 2.2.14): Operation Error. */
final class ErrorCodec {
    static final int TYPE = 0x0e;

    private ErrorCodec() {}

    static void encode(AsapMessage.Error message, ParameterWriter writer) {
        writer.message(TYPE, 0);
        OperationErrorCodec.encode(message.causes(), writer);
    }

    static AsapMessage.Error decode(ParameterReader reader) throws DecodeException {
        return new AsapMessage.Error(OperationErrorCodec.decode(reader));
    }
}
