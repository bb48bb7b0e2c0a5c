package io.rserpool.registrar.domain;

import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.codec.ParameterWriter;
import io.rserpool.protocol.codec.PolicyCodec;
import io.rserpool.protocol.codec.PoolElementCodec;
import io.rserpool.protocol.codec.TransportCodec;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.transport.association.EndpointAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Parameters made from others. */
public final class Parameters {
    private static final int HEADER = 4;
    private static final int PADDING = 3;
    private static final int TRANSPORT_BYTES = 8;
    private static final int LONGEST_ADDRESS = 20;

    /** Header, identifier, home, life, and the longest policy. */
    private static final int FIXED_BYTES = 16 + 24;

    private Parameters() {}

    public static TransportParameter.Sctp transport(EndpointAddress address) {
        return new TransportParameter.Sctp(address.port(), TransportUse.DATA_ONLY, address.addresses());
    }

    public static PoolElementParameter with(
            PoolElementParameter element, ServerId home, TransportParameter.@Nullable Sctp asapTransport) {
        return new PoolElementParameter(
                element.identifier(),
                home,
                element.registrationLife(),
                element.userTransport(),
                element.policy(),
                asapTransport);
    }

    /** The addresses of a transport; none of one that is opaque. */
    public static List<InetAddress> addresses(TransportParameter transport) {
        return switch (transport) {
            case TransportParameter.Sctp sctp -> sctp.addresses();
            case TransportParameter.Tcp tcp -> List.of(tcp.address());
            case TransportParameter.Udp udp -> List.of(udp.address());
            case TransportParameter.UdpLite udp -> List.of(udp.address());
            case TransportParameter.Dccp dccp -> List.of(dccp.address());
            case TransportParameter.Opaque opaque -> List.of();
        };
    }

    /** The port of a transport; −1 of one that is opaque. */
    public static int port(TransportParameter transport) {
        return switch (transport) {
            case TransportParameter.Sctp sctp -> sctp.port();
            case TransportParameter.Tcp tcp -> tcp.port();
            case TransportParameter.Udp udp -> udp.port();
            case TransportParameter.UdpLite udp -> udp.port();
            case TransportParameter.Dccp dccp -> dccp.port();
            case TransportParameter.Opaque opaque -> -1;
        };
    }

    /** The element without the addresses of its SCTP transport that are none of these. */
    public static PoolElementParameter reachedAt(PoolElementParameter element, List<InetAddress> usable) {
        if (!(element.userTransport() instanceof TransportParameter.Sctp sctp)
                || usable.containsAll(sctp.addresses())) {
            return element;
        }
        var addresses = sctp.addresses().stream().filter(usable::contains).toList();
        return new PoolElementParameter(
                element.identifier(),
                element.home(),
                element.registrationLife(),
                new TransportParameter.Sctp(sctp.port(), sctp.use(), addresses),
                element.policy(),
                element.asapTransport());
    }

    /** An upper bound of an element's bytes on the wire. */
    public static int size(PoolElementParameter element) {
        var asap = element.asapTransport();
        return FIXED_BYTES
                + (asap == null ? 0 : size(asap))
                + switch (element.userTransport()) {
                    case TransportParameter.Sctp sctp -> size(sctp);
                    case TransportParameter.Opaque opaque -> opaque.hex().length() / 2 + PADDING;
                    default -> TRANSPORT_BYTES + LONGEST_ADDRESS;
                };
    }

    private static int size(TransportParameter.Sctp transport) {
        int bytes = TRANSPORT_BYTES;
        for (var address : transport.addresses()) {
            bytes += HEADER + address.getAddress().length;
        }
        return bytes;
    }

    /** An upper bound of a pool handle's bytes on the wire. */
    public static int size(PoolHandle handle) {
        return HEADER + handle.length() + PADDING;
    }

    public static ErrorCause cause(int code, PoolElementParameter element) {
        return cause(code, writer -> PoolElementCodec.encode(element, writer));
    }

    public static ErrorCause cause(int code, TransportParameter transport) {
        return cause(code, writer -> TransportCodec.encode(transport, writer));
    }

    public static ErrorCause cause(int code, Policy policy) {
        return cause(code, writer -> PolicyCodec.encode(policy, writer));
    }

    private static ErrorCause cause(int code, Consumer<ParameterWriter> parameter) {
        return ErrorCause.of(code, ParameterWriter.bytesOf(parameter));
    }
}
