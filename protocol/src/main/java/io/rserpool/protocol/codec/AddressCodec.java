package io.rserpool.protocol.codec;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * IPv4 Address (4 bytes) and IPv6 Address (16 bytes) (RFC 5354 sections 3.1 and 3.2). An IPv4-mapped one is
 * read, and therefore written, as IPv4.
 */
final class AddressCodec {
    private static final int IPV4_LENGTH = 4;
    private static final int IPV6_LENGTH = 16;

    private AddressCodec() {}

    static void encode(InetAddress address, ParameterWriter writer) {
        var bytes = address.getAddress();
        var start = writer.begin(bytes.length == IPV4_LENGTH ? ParameterType.IPV4_ADDRESS : ParameterType.IPV6_ADDRESS);
        writer.put(bytes);
        writer.end(start);
    }

    static InetAddress decode(ParameterReader transport) throws DecodeException {
        return switch (transport.peek()) {
            case ParameterType.IPV4_ADDRESS -> decode(transport.enter(), IPV4_LENGTH);
            case ParameterType.IPV6_ADDRESS -> decode(transport.enter(), IPV6_LENGTH);
            default -> throw transport.invalid("no address where one is expected");
        };
    }

    private static InetAddress decode(ParameterReader reader, int length) throws DecodeException {
        if (reader.remaining() != length) {
            throw reader.invalid("address of %d bytes where %d are expected".formatted(reader.remaining(), length));
        }
        try {
            return InetAddress.getByAddress(reader.rest());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
