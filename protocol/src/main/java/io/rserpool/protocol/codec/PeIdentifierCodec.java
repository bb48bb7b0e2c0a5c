package io.rserpool.protocol.codec;

import io.rserpool.protocol.PeIdentifier;

/** PE Identifier: PE ID (4) (RFC 5354 section 3.14). */
public final class PeIdentifierCodec {
    private PeIdentifierCodec() {}

    public static void encode(PeIdentifier identifier, ParameterWriter writer) {
        var start = writer.begin(ParameterType.PE_IDENTIFIER);
        writer.put32(identifier.value());
        writer.end(start);
    }

    public static PeIdentifier decode(ParameterReader message) throws DecodeException {
        var reader = message.enter(ParameterType.PE_IDENTIFIER);
        var identifier = new PeIdentifier(reader.get32());
        reader.end();
        return identifier;
    }
}
