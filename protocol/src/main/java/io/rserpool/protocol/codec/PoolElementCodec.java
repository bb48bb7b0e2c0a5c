package io.rserpool.protocol.codec;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.parameter.PoolElementParameter;
import java.util.ArrayList;
import java.util.List;

/**
 * Pool Element (RFC 5354 section 3.10): PE ID (4), home server ID (4), registration life (4, signed), user
 * transport, policy, ASAP transport (SCTP), which ASAP may leave out.
 */
public final class PoolElementCodec {
    private PoolElementCodec() {}

    public static void encode(PoolElementParameter element, ParameterWriter writer) {
        var start = writer.begin(ParameterType.POOL_ELEMENT);
        writer.put32(element.identifier().value());
        writer.put32(element.home().value());
        writer.put32(element.registrationLife());
        TransportCodec.encode(element.userTransport(), writer);
        PolicyCodec.encode(element.policy(), writer);
        if (element.asapTransport() != null) {
            TransportCodec.encode(element.asapTransport(), writer);
        }
        writer.end(start);
    }

    public static PoolElementParameter decode(ParameterReader message) throws DecodeException {
        var in = message.enter(ParameterType.POOL_ELEMENT);
        message.countElement();
        var identifier = new PeIdentifier(in.get32());
        var home = new ServerId(in.get32());
        var life = in.get32();
        var userTransport = TransportCodec.decode(in);
        var policy = PolicyCodec.decode(in);
        var asapTransport = in.next(ParameterType.SCTP_TRANSPORT) ? TransportCodec.decodeSctp(in) : null;
        in.end();
        return new PoolElementParameter(identifier, home, life, userTransport, policy, asapTransport);
    }

    /** All elements that come next, perhaps none. */
    public static List<PoolElementParameter> decodeAll(ParameterReader message) throws DecodeException {
        var elements = new ArrayList<PoolElementParameter>();
        while (message.next(ParameterType.POOL_ELEMENT)) {
            elements.add(decode(message));
        }
        return elements;
    }
}
