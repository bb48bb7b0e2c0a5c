package io.rserpool.testkit;

import io.rserpool.transport.udp.DatagramReceiver;
import io.rserpool.transport.udp.Multicast;
import io.rserpool.transport.udp.MulticastGroup;
import io.rserpool.transport.udp.MulticastOptions;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The multicast groups of a {@link VirtualNetwork}. A datagram reaches the members that the sender's host
 * reaches when it arrives; it is never lost otherwise, and none overtakes another unless the delay varies.
 */
final class VirtualMulticast implements Multicast {
    private static final int EPHEMERAL_PORT = 49152;

    private final VirtualNetwork network;
    private final VirtualEventLoop loop;
    private final List<Member> members = new ArrayList<>();

    VirtualMulticast(VirtualNetwork network, VirtualEventLoop loop) {
        this.network = network;
        this.loop = loop;
    }

    @Override
    public MulticastGroup join(MulticastOptions options, DatagramReceiver receiver) {
        var member = new Member(options, receiver);
        members.add(member);
        return member;
    }

    private final class Member implements MulticastGroup {
        private final MulticastOptions options;
        private final DatagramReceiver receiver;
        private final InetSocketAddress source;

        Member(MulticastOptions options, DatagramReceiver receiver) {
            this.options = options;
            this.receiver = receiver;
            var port = options.sourcePort() == 0 ? EPHEMERAL_PORT : options.sourcePort();
            this.source = new InetSocketAddress(options.local(), port);
        }

        @Override
        public boolean send(ByteBuffer payload) {
            var copy =
                    ByteBuffer.allocate(payload.remaining()).put(payload).flip().asReadOnlyBuffer();
            for (var member : List.copyOf(members)) {
                if (member.options.group().equals(options.group())) {
                    loop.schedule(network.delay(), () -> arrive(member, copy.duplicate()));
                }
            }
            return true;
        }

        private void arrive(Member member, ByteBuffer payload) {
            if (members.contains(member) && network.reachable(options.local(), member.options.local())) {
                member.receiver.onDatagram(source, payload);
            }
        }

        @Override
        public void close() {
            members.remove(this);
        }
    }
}
