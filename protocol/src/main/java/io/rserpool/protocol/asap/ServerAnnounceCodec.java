package io.rserpool.protocol.asap;

import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapMessage.ServerAnnounce;
import io.rserpool.protocol.codec.DecodeException;
import io.rserpool.protocol.codec.ParameterReader;
import io.rserpool.protocol.codec.ParameterType;
import io.rserpool.protocol.codec.ParameterWriter;
import io.rserpool.protocol.codec.TransportCodec;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportParameter.Sctp;
import io.rserpool.protocol.parameter.TransportParameter.Tcp;
import java.util.ArrayList;

/** 0x0a Server Announce (RFC 5352 section 2.2.10): server ID (4), 0 or more SCTP or TCP transports. */
final class ServerAnnounceCodec {
    static final int TYPE = 0x0a;

    private ServerAnnounceCodec() {}

    static void encode(ServerAnnounce message, ParameterWriter writer) {
        writer.message(TYPE, 0);
        writer.put32(message.server().value());
        for (var transport : message.transports()) {
            if (!isAllowed(transport)) {
                throw new IllegalArgumentException("a registrar is reached by SCTP or TCP, not " + transport);
            }
            TransportCodec.encode(transport, writer);
        }
    }

    static ServerAnnounce decode(ParameterReader reader) throws DecodeException {
        var server = new ServerId(reader.get32());
        var transports = new ArrayList<TransportParameter>();
        while (reader.peek() != ParameterReader.NONE) {
            reader.countElement();
            transports.add(decodeTransport(reader));
        }
        return new ServerAnnounce(server, transports);
    }

    private static TransportParameter decodeTransport(ParameterReader reader) throws DecodeException {
        return switch (reader.peek()) {
            case ParameterType.SCTP_TRANSPORT, ParameterType.TCP_TRANSPORT -> TransportCodec.decode(reader);
            default -> throw reader.unexpected("neither SCTP nor TCP transport of a registrar");
        };
    }

    private static boolean isAllowed(TransportParameter transport) {
        return transport instanceof Sctp || transport instanceof Tcp;
    }
}
