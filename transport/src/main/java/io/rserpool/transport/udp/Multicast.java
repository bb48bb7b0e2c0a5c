package io.rserpool.transport.udp;

import java.io.IOException;

/** Joins multicast groups. Use it on the thread of its event loop only. */
@FunctionalInterface
public interface Multicast {
    /**
     * Joins a group.
     *
     * @param receiver is called on the event loop with what others send to the group, and with what is sent from
     *     here: multicast comes back to its host. A flood of datagrams is not read in full.
     * @throws IOException a port is taken by a program that does not share it, or the network has no multicast
     */
    MulticastGroup join(MulticastOptions options, DatagramReceiver receiver) throws IOException;
}
