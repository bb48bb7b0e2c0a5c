package io.rserpool.transport.udp;

import java.nio.ByteBuffer;

/** A multicast group that was joined. */
public interface MulticastGroup extends AutoCloseable {
    /**
     * Sends a datagram to the group.
     *
     * @param payload from position to limit, at most {@link MulticastOptions#MAX_PAYLOAD} bytes
     * @return whether the network took it; like any datagram it may be lost all the same
     */
    boolean send(ByteBuffer payload);

    /** Leaves the group and frees its ports. */
    @Override
    void close();
}
