package io.rserpool.protocol.enrp;

import static io.rserpool.protocol.enrp.EnrpCodec.decodeId;

import io.rserpool.protocol.codec.DecodeException;
import io.rserpool.protocol.codec.ParameterReader;
import io.rserpool.protocol.codec.ParameterType;
import io.rserpool.protocol.codec.ParameterWriter;
import io.rserpool.protocol.codec.ServerInformationCodec;
import io.rserpool.protocol.enrp.EnrpMessage.Presence;

/**
 * 0x01 Presence (RFC 5353 section 2.1): flag 0x01 reply required; sender ID (4), receiver ID (4), PE Checksum
 * (RFC 5354 section 3.15: checksum (2)), [Server Information].
 */
final class PresenceCodec {
    static final int TYPE = 0x01;

    private static final int REPLY_REQUIRED_FLAG = 0x01;

    private PresenceCodec() {}

    static void encode(Presence message, ParameterWriter writer) {
        EnrpCodec.begin(TYPE, message.replyRequired() ? REPLY_REQUIRED_FLAG : 0, message, writer);
        var start = writer.begin(ParameterType.PE_CHECKSUM);
        writer.put16(message.checksum());
        writer.end(start);
        if (message.information() != null) {
            ServerInformationCodec.encode(message.information(), writer);
        }
    }

    static Presence decode(int flags, ParameterReader reader) throws DecodeException {
        return new Presence(
                decodeId(reader),
                decodeId(reader),
                (flags & REPLY_REQUIRED_FLAG) != 0,
                decodeChecksum(reader),
                reader.next(ParameterType.SERVER_INFORMATION) ? ServerInformationCodec.decode(reader) : null);
    }

    private static int decodeChecksum(ParameterReader message) throws DecodeException {
        var reader = message.enter(ParameterType.PE_CHECKSUM);
        var checksum = reader.get16();
        if (reader.remaining() != 0) {
            throw reader.invalid("checksum of %d bytes".formatted(2 + reader.remaining()));
        }
        return checksum;
    }
}
