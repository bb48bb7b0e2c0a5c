package io.rserpool.registrar.core;

import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.codec.ParameterWriter;
import io.rserpool.protocol.codec.PolicyCodec;
import io.rserpool.protocol.codec.TransportCodec;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.transport.SctpAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Parameters made from others. */
final class Parameters {
    private static final int FIXED_BYTES = 64;
    private static final int ADDRESS_BYTES = 20;

    private Parameters() {}

    static TransportParameter.Sctp transport(SctpAddress address) {
        return new TransportParameter.Sctp(address.port(), TransportUse.DATA_ONLY, address.addresses());
    }

    static PoolElementParameter with(
            PoolElementParameter element, ServerId home, TransportParameter.@Nullable Sctp asapTransport) {
        return new PoolElementParameter(
                element.identifier(),
                home,
                element.registrationLife(),
                element.userTransport(),
                element.policy(),
                asapTransport);
    }

    /** An upper bound of an element's bytes on the wire. */
    static int size(PoolElementParameter element) {
        var addresses = element.asapTransport() == null
                ? 0
                : element.asapTransport().addresses().size();
        addresses += switch (element.userTransport()) {
            case TransportParameter.Sctp sctp -> sctp.addresses().size();
            case TransportParameter.Opaque opaque -> 1 + opaque.hex().length() / 2 / ADDRESS_BYTES;
            default -> 1;
        };
        return FIXED_BYTES + ADDRESS_BYTES * addresses;
    }

    static ErrorCause cause(int code, TransportParameter transport) {
        return cause(code, writer -> TransportCodec.encode(transport, writer));
    }

    static ErrorCause cause(int code, Policy policy) {
        return cause(code, writer -> PolicyCodec.encode(policy, writer));
    }

    private static ErrorCause cause(int code, Consumer<ParameterWriter> parameter) {
        return ErrorCause.of(code, ParameterWriter.bytesOf(parameter));
    }
}
