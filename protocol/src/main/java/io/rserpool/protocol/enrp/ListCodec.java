package io.rserpool.protocol.enrp;

import static io.rserpool.protocol.enrp.EnrpCodec.decodeId;

import io.rserpool.protocol.codec.DecodeException;
import io.rserpool.protocol.codec.ParameterReader;
import io.rserpool.protocol.codec.ParameterWriter;
import io.rserpool.protocol.codec.ServerInformationCodec;
import io.rserpool.protocol.enrp.EnrpMessage.ListRequest;
import io.rserpool.protocol.enrp.EnrpMessage.ListResponse;
import io.rserpool.protocol.parameter.ServerInformation;
import java.util.ArrayList;
import java.util.List;

/**
 * Download of the list of registrars (RFC 5353 sections 2.5 and 2.6):
 *
 * <pre>
 * 0x05 List Request                  sender ID (4), receiver ID (4)
 * 0x06 List Response  0x01 R reject  sender ID (4), receiver ID (4), 0 or more Server Information
 * </pre>
 */
final class ListCodec {
    static final int REQUEST = 0x05;
    static final int RESPONSE = 0x06;

    private static final int REJECT_FLAG = 0x01;

    private ListCodec() {}

    static void encode(ListRequest message, ParameterWriter writer) {
        EnrpCodec.begin(REQUEST, 0, message, writer);
    }

    static ListRequest decodeRequest(ParameterReader reader) throws DecodeException {
        return new ListRequest(decodeId(reader), decodeId(reader));
    }

    static void encode(ListResponse message, ParameterWriter writer) {
        if (message.rejected() && !message.servers().isEmpty()) {
            throw new IllegalArgumentException("a rejecting response has no servers");
        }
        EnrpCodec.begin(RESPONSE, message.rejected() ? REJECT_FLAG : 0, message, writer);
        message.servers().forEach(server -> ServerInformationCodec.encode(server, writer));
    }

    static ListResponse decodeResponse(int flags, ParameterReader reader) throws DecodeException {
        var rejected = (flags & REJECT_FLAG) != 0;
        return new ListResponse(
                decodeId(reader), decodeId(reader), rejected, rejected ? List.of() : decodeServers(reader));
    }

    private static List<ServerInformation> decodeServers(ParameterReader reader) throws DecodeException {
        var servers = new ArrayList<ServerInformation>();
        while (reader.peek() != ParameterReader.NONE) {
            reader.countElement();
            servers.add(ServerInformationCodec.decode(reader));
        }
        return servers;
    }
}
