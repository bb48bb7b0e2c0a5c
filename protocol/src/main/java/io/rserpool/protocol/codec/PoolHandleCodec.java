package io.rserpool.protocol.codec;

import io.rserpool.protocol.PoolHandle;

/** Pool Handle: 1 or more arbitrary bytes (RFC 5354 section 3.9). */
public final class PoolHandleCodec {
    private PoolHandleCodec() {}

    public static void encode(PoolHandle handle, ParameterWriter writer) {
        var start = writer.begin(ParameterType.POOL_HANDLE);
        writer.put(handle.asByteBuffer());
        writer.end(start);
    }

    public static PoolHandle decode(ParameterReader message) throws DecodeException {
        var reader = message.enter(ParameterType.POOL_HANDLE);
        var length = reader.remaining();
        if (length == 0) {
            throw reader.invalid("empty pool handle");
        }
        if (length > reader.limits().poolHandle()) {
            throw reader.invalid("pool handle of %d bytes: more than %d"
                    .formatted(length, reader.limits().poolHandle()));
        }
        return PoolHandle.of(reader.rest());
    }
}
