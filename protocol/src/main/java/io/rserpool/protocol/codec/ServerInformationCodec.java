package io.rserpool.protocol.codec;

import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.parameter.ServerInformation;

/** Server Information: server ID (4), SCTP transport (RFC 5354 section 3.11). */
public final class ServerInformationCodec {
    private ServerInformationCodec() {}

    public static void encode(ServerInformation information, ParameterWriter writer) {
        var start = writer.begin(ParameterType.SERVER_INFORMATION);
        writer.put32(information.id().value());
        TransportCodec.encode(information.transport(), writer);
        writer.end(start);
    }

    public static ServerInformation decode(ParameterReader message) throws DecodeException {
        var in = message.enter(ParameterType.SERVER_INFORMATION);
        var id = new ServerId(in.get32());
        var transport = TransportCodec.decodeSctp(in);
        in.end();
        return new ServerInformation(id, transport);
    }
}
