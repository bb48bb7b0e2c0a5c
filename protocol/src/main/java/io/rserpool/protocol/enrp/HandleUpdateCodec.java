package io.rserpool.protocol.enrp;

import static io.rserpool.protocol.enrp.EnrpCodec.decodeId;

import io.rserpool.protocol.codec.DecodeException;
import io.rserpool.protocol.codec.ParameterReader;
import io.rserpool.protocol.codec.ParameterWriter;
import io.rserpool.protocol.codec.PoolElementCodec;
import io.rserpool.protocol.codec.PoolHandleCodec;
import io.rserpool.protocol.enrp.EnrpMessage.HandleUpdate;
import io.rserpool.protocol.enrp.EnrpMessage.UpdateAction;

/**
 * 0x04 Handle Update (RFC 5353 section 2.4): flag 0x01 T takeover suggested (RSPLIB's addition); sender ID (4),
 * receiver ID (4), action (2): 0 add, 1 delete, reserved (2), Pool Handle, Pool Element.
 */
final class HandleUpdateCodec {
    static final int TYPE = 0x04;

    private static final int TAKEOVER_SUGGESTED_FLAG = 0x01;
    private static final int ADD_PE = 0;
    private static final int DEL_PE = 1;
    private static final int RESERVED = 0;

    private HandleUpdateCodec() {}

    static void encode(HandleUpdate message, ParameterWriter writer) {
        EnrpCodec.begin(TYPE, message.takeoverSuggested() ? TAKEOVER_SUGGESTED_FLAG : 0, message, writer);
        writer.put16(
                switch (message.action()) {
                    case ADD_PE -> ADD_PE;
                    case DEL_PE -> DEL_PE;
                });
        writer.put16(RESERVED);
        PoolHandleCodec.encode(message.handle(), writer);
        PoolElementCodec.encode(message.element(), writer);
    }

    static HandleUpdate decode(int flags, ParameterReader reader) throws DecodeException {
        return new HandleUpdate(
                decodeId(reader),
                decodeId(reader),
                decodeAction(reader),
                (flags & TAKEOVER_SUGGESTED_FLAG) != 0,
                PoolHandleCodec.decode(reader),
                PoolElementCodec.decode(reader));
    }

    private static UpdateAction decodeAction(ParameterReader reader) throws DecodeException {
        var action = reader.get16();
        reader.get16();
        return switch (action) {
            case ADD_PE -> UpdateAction.ADD_PE;
            case DEL_PE -> UpdateAction.DEL_PE;
            default -> throw reader.invalid("update action %d".formatted(action));
        };
    }
}
