package io.rserpool.protocol.asap;

import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapMessage.EndpointKeepAlive;
import io.rserpool.protocol.asap.AsapMessage.EndpointKeepAliveAck;
import io.rserpool.protocol.asap.AsapMessage.EndpointUnreachable;
import io.rserpool.protocol.codec.DecodeException;
import io.rserpool.protocol.codec.ParameterReader;
import io.rserpool.protocol.codec.ParameterType;
import io.rserpool.protocol.codec.ParameterWriter;
import io.rserpool.protocol.codec.PeIdentifierCodec;
import io.rserpool.protocol.codec.PoolHandleCodec;

/**
 * Whether a pool element lives (RFC 5352 sections 2.2.7 to 2.2.9):
 *
 * <pre>
 * 0x07 Endpoint Keep-Alive      0x01 H new home  server ID (4), Pool Handle, [PE Identifier: RSPLIB's addition]
 * 0x08 Endpoint Keep-Alive Ack                   Pool Handle, PE Identifier
 * 0x09 Endpoint Unreachable                      Pool Handle, PE Identifier
 * </pre>
 */
final class EndpointCodec {
    static final int KEEP_ALIVE = 0x07;
    static final int KEEP_ALIVE_ACK = 0x08;
    static final int UNREACHABLE = 0x09;

    private static final int NEW_HOME_FLAG = 0x01;

    private EndpointCodec() {}

    static void encode(EndpointKeepAlive message, ParameterWriter writer) {
        writer.message(KEEP_ALIVE, message.newHome() ? NEW_HOME_FLAG : 0);
        writer.put32(message.server().value());
        PoolHandleCodec.encode(message.handle(), writer);
        if (message.identifier() != null) {
            PeIdentifierCodec.encode(message.identifier(), writer);
        }
    }

    static EndpointKeepAlive decodeKeepAlive(int flags, ParameterReader reader) throws DecodeException {
        return new EndpointKeepAlive(
                new ServerId(reader.get32()),
                PoolHandleCodec.decode(reader),
                (flags & NEW_HOME_FLAG) != 0,
                reader.next(ParameterType.PE_IDENTIFIER) ? PeIdentifierCodec.decode(reader) : null);
    }

    static void encode(EndpointKeepAliveAck message, ParameterWriter writer) {
        writer.message(KEEP_ALIVE_ACK, 0);
        PoolHandleCodec.encode(message.handle(), writer);
        PeIdentifierCodec.encode(message.identifier(), writer);
    }

    static EndpointKeepAliveAck decodeKeepAliveAck(ParameterReader reader) throws DecodeException {
        return new EndpointKeepAliveAck(PoolHandleCodec.decode(reader), PeIdentifierCodec.decode(reader));
    }

    static void encode(EndpointUnreachable message, ParameterWriter writer) {
        writer.message(UNREACHABLE, 0);
        PoolHandleCodec.encode(message.handle(), writer);
        PeIdentifierCodec.encode(message.identifier(), writer);
    }

    static EndpointUnreachable decodeUnreachable(ParameterReader reader) throws DecodeException {
        return new EndpointUnreachable(PoolHandleCodec.decode(reader), PeIdentifierCodec.decode(reader));
    }
}
