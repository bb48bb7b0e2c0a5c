package io.rserpool.protocol.asap;

import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.codec.ParameterWriter;
import io.rserpool.protocol.codec.PoolHandleCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A Handle Resolution Response with elements (RFC 5352 section 2.2.6), put together from bytes that are kept: first
 * {@link #begin}, then what {@link #handle} made, the overall policy, elements, and {@link #end}.
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

    /** The parameter that says of which pool the elements are, padded. */
    public static byte[] handle(PoolHandle handle) {
        var bytes = ParameterWriter.bytesOf(writer -> PoolHandleCodec.encode(handle, writer));
        return Arrays.copyOf(bytes, bytes.length + 3 & ~3);
    }

    /** Ends the message, ready to be sent: from position 0 to the limit. */
    public static ByteBuffer end(ByteBuffer buffer) {
        return buffer.putShort(LENGTH_OFFSET, (short) buffer.position()).flip();
    }
}
