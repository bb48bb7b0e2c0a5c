package io.rserpool.protocol.enrp;

import static io.rserpool.protocol.enrp.EnrpCodec.decodeId;

import io.rserpool.protocol.codec.DecodeException;
import io.rserpool.protocol.codec.OperationErrorCodec;
import io.rserpool.protocol.codec.ParameterReader;
import io.rserpool.protocol.codec.ParameterWriter;

/** 0x0a Error (RFC 5353 section 2.10): sender ID (4), receiver ID (4), Operation Error. */
final class ErrorCodec {
    static final int TYPE = 0x0a;

    private ErrorCodec() {}

    static void encode(EnrpMessage.Error message, ParameterWriter writer) {
        EnrpCodec.begin(TYPE, 0, message, writer);
        OperationErrorCodec.encode(message.causes(), writer);
    }

    static EnrpMessage.Error decode(ParameterReader reader) throws DecodeException {
        return new EnrpMessage.Error(decodeId(reader), decodeId(reader), OperationErrorCodec.decode(reader));
    }
}
