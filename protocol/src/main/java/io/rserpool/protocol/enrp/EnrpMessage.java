package io.rserpool.protocol.enrp;

import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.ServerInformation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message of ENRP (RFC 5353 section 2). A receiver of {@link ServerId#NONE} = all or any. */
public sealed interface EnrpMessage {
    ServerId sender();

    ServerId receiver();

    /**
     * Section 2.1.
     *
     * @param replyRequired the receiver answers with a Presence (flag 0x01, as RSPLIB and Wireshark)
     * @param checksum over the PEs the sender owns (section 3.6.2), 16 bits
     */
    record Presence(
            ServerId sender,
            ServerId receiver,
            boolean replyRequired,
            int checksum,
            @Nullable ServerInformation information)
            implements EnrpMessage {}

    /** Section 2.2. {@code ownChildrenOnly} = W bit. */
    record HandleTableRequest(ServerId sender, ServerId receiver, boolean ownChildrenOnly) implements EnrpMessage {}

    /** Elements of one pool within a handle table. */
    record PoolEntry(PoolHandle handle, List<PoolElementParameter> elements) {
        public PoolEntry {
            elements = List.copyOf(elements);
        }
    }

    /** Section 2.3. {@code more} = M bit: ask again for the rest. */
    record HandleTableResponse(
            ServerId sender, ServerId receiver, boolean rejected, boolean more, List<PoolEntry> pools)
            implements EnrpMessage {
        public HandleTableResponse {
            pools = List.copyOf(pools);
        }
    }

    /** What a {@link HandleUpdate} announces. */
    enum UpdateAction {
        ADD_PE,
        DEL_PE
    }

    /** Section 2.4. {@code takeoverSuggested} = T bit, RSPLIB's addition. */
    record HandleUpdate(
            ServerId sender,
            ServerId receiver,
            UpdateAction action,
            boolean takeoverSuggested,
            PoolHandle handle,
            PoolElementParameter element)
            implements EnrpMessage {}

    /** Section 2.5. */
    record ListRequest(ServerId sender, ServerId receiver) implements EnrpMessage {}

    /** Section 2.6. */
    record ListResponse(ServerId sender, ServerId receiver, boolean rejected, List<ServerInformation> servers)
            implements EnrpMessage {
        public ListResponse {
            servers = List.copyOf(servers);
        }
    }

    /** Section 2.7. */
    record InitTakeover(ServerId sender, ServerId receiver, ServerId target) implements EnrpMessage {}

    /** Section 2.8. */
    record InitTakeoverAck(ServerId sender, ServerId receiver, ServerId target) implements EnrpMessage {}

    /** Section 2.9. */
    record TakeoverServer(ServerId sender, ServerId receiver, ServerId target) implements EnrpMessage {}

    /** Section 2.10. */
    record Error(ServerId sender, ServerId receiver, List<ErrorCause> causes) implements EnrpMessage {
        public Error {
            causes = List.copyOf(causes);
        }
    }
}
