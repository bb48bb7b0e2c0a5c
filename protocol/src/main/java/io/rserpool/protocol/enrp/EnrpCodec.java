package io.rserpool.protocol.enrp;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.codec.DecodeException;
import io.rserpool.protocol.codec.MessageFraming;
import io.rserpool.protocol.codec.ParameterReader;
import io.rserpool.protocol.codec.ParameterWriter;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableRequest;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableResponse;
import io.rserpool.protocol.enrp.EnrpMessage.HandleUpdate;
import io.rserpool.protocol.enrp.EnrpMessage.InitTakeover;
import io.rserpool.protocol.enrp.EnrpMessage.InitTakeoverAck;
import io.rserpool.protocol.enrp.EnrpMessage.ListRequest;
import io.rserpool.protocol.enrp.EnrpMessage.ListResponse;
import io.rserpool.protocol.enrp.EnrpMessage.Presence;
import io.rserpool.protocol.enrp.EnrpMessage.TakeoverServer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** ENRP messages to bytes and back (RFC 5353 section 2). Immutable; any number of threads may use it. */
public final class EnrpCodec {
    private final MessageFraming<EnrpMessage> framing;

    public EnrpCodec(DecoderLimits limits) {
        framing = new MessageFraming<>(limits, ErrorCodec.TYPE, EnrpCodec::encode, EnrpCodec::decode);
    }

    /**
     * The bytes of a message, ready to be sent: from position 0 to the limit, padded to a multiple of 4.
     *
     * @throws IllegalArgumentException if there is no such message: it is longer than 65535 bytes, a port is no
     *     port, a list that must not be empty is
     */
    public ByteBuffer encode(EnrpMessage message) {
        return framing.encode(message);
    }

    /**
     * Puts the bytes of a message into a buffer and moves its position behind them.
     *
     * @throws IllegalArgumentException if there is no such message
     * @throws java.nio.BufferOverflowException if they do not fit; the position has not moved then
     */
    public void encode(EnrpMessage message, ByteBuffer target) {
        framing.encode(message, target);
    }

    /** What one received message, from position to limit, says. Never throws and does not move the position. */
    public Decoded<EnrpMessage> decode(ByteBuffer received) {
        return framing.decode(received);
    }

    private static void encode(EnrpMessage message, ParameterWriter writer) {
        switch (message) {
            case Presence m -> PresenceCodec.encode(m, writer);
            case HandleTableRequest m -> HandleTableCodec.encode(m, writer);
            case HandleTableResponse m -> HandleTableCodec.encode(m, writer);
            case HandleUpdate m -> HandleUpdateCodec.encode(m, writer);
            case ListRequest m -> ListCodec.encode(m, writer);
            case ListResponse m -> ListCodec.encode(m, writer);
            case InitTakeover m -> TakeoverCodec.encode(m, writer);
            case InitTakeoverAck m -> TakeoverCodec.encode(m, writer);
            case TakeoverServer m -> TakeoverCodec.encode(m, writer);
            case EnrpMessage.Error m -> ErrorCodec.encode(m, writer);
        }
    }

    private static @Nullable EnrpMessage decode(int type, int flags, ParameterReader reader) throws DecodeException {
        return switch (type) {
            case PresenceCodec.TYPE -> PresenceCodec.decode(flags, reader);
            case HandleTableCodec.REQUEST -> HandleTableCodec.decodeRequest(flags, reader);
            case HandleTableCodec.RESPONSE -> HandleTableCodec.decodeResponse(flags, reader);
            case HandleUpdateCodec.TYPE -> HandleUpdateCodec.decode(flags, reader);
            case ListCodec.REQUEST -> ListCodec.decodeRequest(reader);
            case ListCodec.RESPONSE -> ListCodec.decodeResponse(flags, reader);
            case TakeoverCodec.INIT -> TakeoverCodec.decodeInit(reader);
            case TakeoverCodec.INIT_ACK -> TakeoverCodec.decodeInitAck(reader);
            case TakeoverCodec.SERVER -> TakeoverCodec.decodeServer(reader);
            case ErrorCodec.TYPE -> ErrorCodec.decode(reader);
            default -> null;
        };
    }

    /** What every message begins with: header, sender ID (4), receiver ID (4). */
    static void begin(int type, int flags, EnrpMessage message, ParameterWriter writer) {
        writer.message(type, flags);
        writer.put32(message.sender().value());
        writer.put32(message.receiver().value());
    }

    static ServerId decodeId(ParameterReader reader) throws DecodeException {
        return new ServerId(reader.get32());
    }
}
