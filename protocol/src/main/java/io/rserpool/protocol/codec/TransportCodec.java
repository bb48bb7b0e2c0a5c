package io.rserpool.protocol.codec;

import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportParameter.Dccp;
import io.rserpool.protocol.parameter.TransportParameter.Opaque;
import io.rserpool.protocol.parameter.TransportParameter.Sctp;
import io.rserpool.protocol.parameter.TransportParameter.Tcp;
import io.rserpool.protocol.parameter.TransportParameter.Udp;
import io.rserpool.protocol.parameter.TransportParameter.UdpLite;
import io.rserpool.protocol.parameter.TransportUse;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.function.BiFunction;

/**
 * The transport parameters (RFC 5354 sections 3.3 to 3.7 and 3.16):
 *
 * <pre>
 * SCTP               port (2), transport use (2), 1 or more addresses
 * TCP, UDP, UDP-Lite port (2), reserved (2), address
 * DCCP               port (2), reserved (2), service code (4), address
 * Opaque             arbitrary bytes
 * </pre>
 *
 * RSPLIB writes a transport use into TCP's reserved field; it is ignored here, as the RFC wants.
 */
public final class TransportCodec {
    private static final int RESERVED = 0;

    private TransportCodec() {}

    public static void encode(TransportParameter transport, ParameterWriter writer) {
        switch (transport) {
            case Sctp sctp -> encodeSctp(sctp, writer);
            case Tcp(var port, var address) -> encode(ParameterType.TCP_TRANSPORT, port, address, writer);
            case Udp(var port, var address) -> encode(ParameterType.UDP_TRANSPORT, port, address, writer);
            case UdpLite(var port, var address) -> encode(ParameterType.UDP_LITE_TRANSPORT, port, address, writer);
            case Dccp dccp -> encodeDccp(dccp, writer);
            case Opaque opaque -> {
                var start = writer.begin(ParameterType.OPAQUE_TRANSPORT);
                writer.put(opaque.toBytes());
                writer.end(start);
            }
        }
    }

    /** Whatever transport comes next. */
    public static TransportParameter decode(ParameterReader message) throws DecodeException {
        return switch (message.peek()) {
            case ParameterType.SCTP_TRANSPORT -> decodeSctp(message);
            case ParameterType.DCCP_TRANSPORT -> decodeDccp(message.enter());
            case ParameterType.TCP_TRANSPORT -> decode(message.enter(), Tcp::new);
            case ParameterType.UDP_TRANSPORT -> decode(message.enter(), Udp::new);
            case ParameterType.UDP_LITE_TRANSPORT -> decode(message.enter(), UdpLite::new);
            case ParameterType.OPAQUE_TRANSPORT -> Opaque.of(message.enter().rest());
            case ParameterReader.NONE -> throw message.missing("a transport");
            default -> throw message.unexpected("no transport where one is expected");
        };
    }

    private static void encodeSctp(Sctp sctp, ParameterWriter writer) {
        if (sctp.addresses().isEmpty()) {
            throw new IllegalArgumentException("an SCTP transport has at least one address");
        }
        var start = writer.begin(ParameterType.SCTP_TRANSPORT);
        writer.put16(sctp.port());
        writer.put16(
                switch (sctp.use()) {
                    case DATA_ONLY -> 0;
                    case DATA_PLUS_CONTROL -> 1;
                });
        sctp.addresses().forEach(address -> AddressCodec.encode(address, writer));
        writer.end(start);
    }

    /** An SCTP transport, which must come next. */
    static Sctp decodeSctp(ParameterReader message) throws DecodeException {
        var in = message.enter(ParameterType.SCTP_TRANSPORT);
        var port = in.get16();
        var use = decodeUse(in);
        var addresses = new ArrayList<InetAddress>(1);
        do {
            addresses.add(AddressCodec.decode(in));
            if (addresses.size() > in.limits().addresses()) {
                throw in.invalid("more than %d addresses".formatted(in.limits().addresses()));
            }
        } while (in.peek() != ParameterReader.NONE);
        return new Sctp(port, use, addresses);
    }

    private static TransportUse decodeUse(ParameterReader in) throws DecodeException {
        var use = in.get16();
        return switch (use) {
            case 0 -> TransportUse.DATA_ONLY;
            case 1 -> TransportUse.DATA_PLUS_CONTROL;
            default -> throw in.invalid("transport use %d".formatted(use));
        };
    }

    private static void encodeDccp(Dccp dccp, ParameterWriter writer) {
        var start = writer.begin(ParameterType.DCCP_TRANSPORT);
        writer.put16(dccp.port());
        writer.put16(RESERVED);
        writer.put32(dccp.serviceCode());
        AddressCodec.encode(dccp.address(), writer);
        writer.end(start);
    }

    private static Dccp decodeDccp(ParameterReader in) throws DecodeException {
        return new Dccp(decodePort(in), in.get32(), decodeAddress(in));
    }

    private static void encode(int type, int port, InetAddress address, ParameterWriter writer) {
        var start = writer.begin(type);
        writer.put16(port);
        writer.put16(RESERVED);
        AddressCodec.encode(address, writer);
        writer.end(start);
    }

    private static TransportParameter decode(
            ParameterReader in, BiFunction<Integer, InetAddress, TransportParameter> transport) throws DecodeException {
        return transport.apply(decodePort(in), decodeAddress(in));
    }

    /** A port and the reserved field behind it. */
    private static int decodePort(ParameterReader in) throws DecodeException {
        var port = in.get16();
        in.get16();
        return port;
    }

    private static InetAddress decodeAddress(ParameterReader in) throws DecodeException {
        var address = AddressCodec.decode(in);
        in.end();
        return address;
    }
}
