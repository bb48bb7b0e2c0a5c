package io.rserpool.transport.udp;

import io.rserpool.transport.loop.Registration;
import io.rserpool.transport.loop.SelectorEventLoop;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;

/** A group's two sockets. */
final class UdpMulticastGroup implements MulticastGroup {
    private static final System.Logger LOG = System.getLogger(UdpMulticastGroup.class.getName());

    /** Whoever sends more than so many at once has the kernel drop the rest, which costs this thread nothing. */
    private static final int READS_PER_TURN = 32;

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final SelectorEventLoop loop;
    private final DatagramChannel sending;
    private final InetSocketAddress group;
    private final DatagramReceiver receiver;
    private final Registration registration;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MulticastOptions.MAX_PAYLOAD + 1);

    UdpMulticastGroup(
            SelectorEventLoop loop,
            DatagramChannel sending,
            DatagramChannel receiving,
            InetSocketAddress group,
            DatagramReceiver receiver)
            throws IOException {
        this.loop = loop;
        this.sending = sending;
        this.group = group;
        this.receiver = receiver;
        this.registration = loop.registerShared(receiving, SelectionKey.OP_READ, ops -> receive(receiving));
    }

    private void receive(DatagramChannel receiving) throws IOException {
        for (int i = 0; i < READS_PER_TURN; i++) {
            buffer.clear();
            if (!receiving.isOpen() || !(receiving.receive(buffer) instanceof InetSocketAddress from)) {
                return;
            }
            buffer.flip();
            if (buffer.remaining() <= MulticastOptions.MAX_PAYLOAD) {
                receiver.onDatagram(from, buffer);
            }
        }
        registration.interestOps(0);
        loop.schedule(PAUSE, () -> registration.interestOps(SelectionKey.OP_READ));
    }

    @Override
    public boolean send(ByteBuffer payload) {
        try {
            return sending.send(payload, group) > 0;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "cannot send to {0}: {1}", group, e.getMessage());
            return false;
        }
    }

    @Override
    public void close() {
        registration.closeChannel();
        try {
            sending.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing", e);
        }
    }
}
