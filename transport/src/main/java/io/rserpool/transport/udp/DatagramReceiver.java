package io.rserpool.transport.udp;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Takes datagrams. Anybody can have sent them, whatever address they say they come from. */
@FunctionalInterface
public interface DatagramReceiver {
    /** @param payload is valid during this call only */
    void onDatagram(InetSocketAddress from, ByteBuffer payload);
}
