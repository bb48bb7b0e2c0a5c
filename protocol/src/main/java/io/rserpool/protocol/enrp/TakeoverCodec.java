package io.rserpool.protocol.enrp;

import static io.rserpool.protocol.enrp.EnrpCodec.decodeId;

import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.codec.DecodeException;
import io.rserpool.protocol.codec.ParameterReader;
import io.rserpool.protocol.codec.ParameterWriter;
import io.rserpool.protocol.enrp.EnrpMessage.InitTakeover;
import io.rserpool.protocol.enrp.EnrpMessage.InitTakeoverAck;
import io.rserpool.protocol.enrp.EnrpMessage.TakeoverServer;

/**
 * Takeover of a dead registrar's elements (RFC 5353 sections 2.7 to 2.9):
 *
 * <pre>
 * 0x07 Init Takeover      sender ID (4), receiver ID (4), target ID (4)
 * 0x08 Init Takeover Ack  sender ID (4), receiver ID (4), target ID (4)
 * 0x09 Takeover Server    sender ID (4), receiver ID (4), target ID (4)
 * </pre>
 */
final class TakeoverCodec {
    static final int INIT = 0x07;
    static final int INIT_ACK = 0x08;
    static final int SERVER = 0x09;

    private TakeoverCodec() {}

    static void encode(InitTakeover message, ParameterWriter writer) {
        encode(INIT, message, message.target(), writer);
    }

    static InitTakeover decodeInit(ParameterReader reader) throws DecodeException {
        return new InitTakeover(decodeId(reader), decodeId(reader), decodeId(reader));
    }

    static void encode(InitTakeoverAck message, ParameterWriter writer) {
        encode(INIT_ACK, message, message.target(), writer);
    }

    static InitTakeoverAck decodeInitAck(ParameterReader reader) throws DecodeException {
        return new InitTakeoverAck(decodeId(reader), decodeId(reader), decodeId(reader));
    }

    static void encode(TakeoverServer message, ParameterWriter writer) {
        encode(SERVER, message, message.target(), writer);
    }

    static TakeoverServer decodeServer(ParameterReader reader) throws DecodeException {
        return new TakeoverServer(decodeId(reader), decodeId(reader), decodeId(reader));
    }

    private static void encode(int type, EnrpMessage message, ServerId target, ParameterWriter writer) {
        EnrpCodec.begin(type, 0, message, writer);
        writer.put32(target.value());
    }
}
