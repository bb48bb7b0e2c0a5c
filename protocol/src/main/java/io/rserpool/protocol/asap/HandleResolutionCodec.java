package io.rserpool.protocol.asap;

import io.rserpool.protocol.asap.AsapMessage.HandleResolution;
import io.rserpool.protocol.asap.AsapMessage.HandleResolutionResponse;
import io.rserpool.protocol.codec.DecodeException;
import io.rserpool.protocol.codec.OperationErrorCodec;
import io.rserpool.protocol.codec.ParameterReader;
import io.rserpool.protocol.codec.ParameterType;
import io.rserpool.protocol.codec.ParameterWriter;
import io.rserpool.protocol.codec.PolicyCodec;
import io.rserpool.protocol.codec.PoolElementCodec;
import io.rserpool.protocol.codec.PoolHandleCodec;
import java.util.List;

/**
 * Handle resolution (RFC 5352 sections 2.2.5 and 2.2.6):
 *
 * <pre>
 * 0x05 Handle Resolution          0x01 S subscribe  Pool Handle, [Handle Resolution Option: items (4)]
 * 0x06 Handle Resolution Response 0x01 A accepted   Pool Handle, then
 *                                                   [Policy], 0 or more Pool Elements, or Operation Error
 * </pre>
 */
final class HandleResolutionCodec {
    static final int REQUEST = 0x05;
    static final int RESPONSE = 0x06;

    private static final int SUBSCRIBE_FLAG = 0x01;
    static final int ACCEPTED_FLAG = 0x01;

    private HandleResolutionCodec() {}

    static void encode(HandleResolution message, ParameterWriter writer) {
        writer.message(REQUEST, message.subscribe() ? SUBSCRIBE_FLAG : 0);
        PoolHandleCodec.encode(message.handle(), writer);
        if (message.items() != 0) {
            var start = writer.begin(ParameterType.HANDLE_RESOLUTION_OPTION);
            writer.put32(message.items());
            writer.end(start);
        }
    }

    static HandleResolution decodeRequest(int flags, ParameterReader reader) throws DecodeException {
        return new HandleResolution(PoolHandleCodec.decode(reader), (flags & SUBSCRIBE_FLAG) != 0, decodeItems(reader));
    }

    private static int decodeItems(ParameterReader reader) throws DecodeException {
        if (!reader.next(ParameterType.HANDLE_RESOLUTION_OPTION)) {
            return 0;
        }
        var option = reader.enter();
        var items = option.get32();
        option.end();
        return items;
    }

    static void encode(HandleResolutionResponse message, ParameterWriter writer) {
        writer.message(RESPONSE, message.subscribed() ? ACCEPTED_FLAG : 0);
        PoolHandleCodec.encode(message.handle(), writer);
        if (!message.causes().isEmpty()) {
            if (message.policy() != null || !message.elements().isEmpty()) {
                throw new IllegalArgumentException("a response has either causes, or policy and elements");
            }
            OperationErrorCodec.encode(message.causes(), writer);
        }
        if (message.policy() != null) {
            PolicyCodec.encode(message.policy(), writer);
        }
        message.elements().forEach(element -> PoolElementCodec.encode(element, writer));
    }

    static HandleResolutionResponse decodeResponse(int flags, ParameterReader reader) throws DecodeException {
        var handle = PoolHandleCodec.decode(reader);
        var subscribed = (flags & ACCEPTED_FLAG) != 0;
        if (reader.next(ParameterType.OPERATION_ERROR)) {
            return new HandleResolutionResponse(
                    handle, subscribed, null, List.of(), OperationErrorCodec.decode(reader));
        }
        var policy = reader.next(ParameterType.POLICY) ? PolicyCodec.decode(reader) : null;
        return new HandleResolutionResponse(handle, subscribed, policy, PoolElementCodec.decodeAll(reader), List.of());
    }
}
