package io.rserpool.protocol.enrp;

import static io.rserpool.protocol.enrp.EnrpCodec.decodeId;

import io.rserpool.protocol.codec.DecodeException;
import io.rserpool.protocol.codec.ParameterReader;
import io.rserpool.protocol.codec.ParameterWriter;
import io.rserpool.protocol.codec.PoolElementCodec;
import io.rserpool.protocol.codec.PoolHandleCodec;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableRequest;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableResponse;
import io.rserpool.protocol.enrp.EnrpMessage.PoolEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * Download of the handlespace (RFC 5353 sections 2.2 and 2.3):
 *
 * <pre>
 * 0x02 Handle Table Request   0x01 W own children only     sender ID (4), receiver ID (4)
 * 0x03 Handle Table Response  0x01 R reject, 0x02 M more   sender ID (4), receiver ID (4), 0 or more times:
 *                                                          Pool Handle, 1 or more Pool Elements
 * </pre>
 */
final class HandleTableCodec {
    static final int REQUEST = 0x02;
    static final int RESPONSE = 0x03;

    private static final int OWN_CHILDREN_FLAG = 0x01;
    private static final int REJECT_FLAG = 0x01;
    private static final int MORE_FLAG = 0x02;

    private HandleTableCodec() {}

    static void encode(HandleTableRequest message, ParameterWriter writer) {
        EnrpCodec.begin(REQUEST, message.ownChildrenOnly() ? OWN_CHILDREN_FLAG : 0, message, writer);
    }

    static HandleTableRequest decodeRequest(int flags, ParameterReader reader) throws DecodeException {
        return new HandleTableRequest(decodeId(reader), decodeId(reader), (flags & OWN_CHILDREN_FLAG) != 0);
    }

    static void encode(HandleTableResponse message, ParameterWriter writer) {
        if (message.rejected() && !message.pools().isEmpty()) {
            throw new IllegalArgumentException("a rejecting response has no pools");
        }
        var flags = (message.rejected() ? REJECT_FLAG : 0) | (message.more() ? MORE_FLAG : 0);
        EnrpCodec.begin(RESPONSE, flags, message, writer);
        for (var pool : message.pools()) {
            if (pool.elements().isEmpty()) {
                throw new IllegalArgumentException("pool %s without elements".formatted(pool.handle()));
            }
            PoolHandleCodec.encode(pool.handle(), writer);
            pool.elements().forEach(element -> PoolElementCodec.encode(element, writer));
        }
    }

    static HandleTableResponse decodeResponse(int flags, ParameterReader reader) throws DecodeException {
        var rejected = (flags & REJECT_FLAG) != 0;
        return new HandleTableResponse(
                decodeId(reader),
                decodeId(reader),
                rejected,
                (flags & MORE_FLAG) != 0,
                rejected ? List.of() : decodePools(reader));
    }

    private static List<PoolEntry> decodePools(ParameterReader reader) throws DecodeException {
        var pools = new ArrayList<PoolEntry>();
        while (reader.peek() != ParameterReader.NONE) {
            var handle = PoolHandleCodec.decode(reader);
            var elements = PoolElementCodec.decodeAll(reader);
            if (elements.isEmpty()) {
                throw reader.invalid("pool without elements in a handle table");
            }
            pools.add(new PoolEntry(handle, elements));
        }
        return pools;
    }
}
