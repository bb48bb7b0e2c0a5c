package io.rserpool.protocol.asap;

import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.codec.ParameterWriter;
import io.rserpool.protocol.codec.PolicyCodec;
import io.rserpool.protocol.codec.PoolHandleCodec;
import io.rserpool.protocol.parameter.Policy;
import java.nio.ByteBuffer;

/**
 * A Handle Resolution Response with elements (RFC 5352 section 2.2.6), put together from bytes that are kept: first
 * {@link #begin}, then what {@link #pool} made, elements, and {@link #end}.
 */
public final class EncodedResolutionResponse {
    private static final int LENGTH_OFFSET = 2;

    private EncodedResolutionResponse() {}

    /** Clears the buffer and begins a message at its position 0. */
    public static void begin(ByteBuffer buffer, boolean subscribed) {
        buffer.clear();
        buffer.put((byte) HandleResolutionCodec.RESPONSE);
        buffer.put((byte) (subscribed ? HandleResolutionCodec.ACCEPTED_FLAG : 0));
        buffer.putShort((short) 0);
    }

    /** The parameters that say of which pool the elements are. The policy must be a known one. */
    public static byte[] pool(PoolHandle handle, Policy policy) {
        return ParameterWriter.bytesOf(writer -> {
            PoolHandleCodec.encode(handle, writer);
            PolicyCodec.encode(policy, writer);
        });
    }

    /** Ends the message, ready to be sent: from position 0 to the limit. */
    public static ByteBuffer end(ByteBuffer buffer) {
        return buffer.putShort(LENGTH_OFFSET, (short) buffer.position()).flip();
    }
}
