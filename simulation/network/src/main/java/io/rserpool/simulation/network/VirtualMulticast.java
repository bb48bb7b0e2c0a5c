package io.rserpool.simulation.network;

import io.rserpool.transport.udp.DatagramReceiver;
import io.rserpool.transport.udp.Multicast;
import io.rserpool.transport.udp.MulticastGroup;
import io.rserpool.transport.udp.MulticastOptions;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The multicast groups of a {@link VirtualNetwork}. A datagram reaches the members that the sender's host
 * reaches when it arrives and that still run; none overtakes another unless the delay varies.
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
        private final @Nullable VirtualTransport host;

        Member(MulticastOptions options, DatagramReceiver receiver) {
            this.options = options;
            this.receiver = receiver;
            var port = options.sourcePort() == 0 ? EPHEMERAL_PORT : options.sourcePort();
            this.source = new InetSocketAddress(options.local(), port);
            this.host = network.at(options.local());
        }

        @Override
        public boolean send(ByteBuffer payload) {
            var copy =
                    ByteBuffer.allocate(payload.remaining()).put(payload).flip().asReadOnlyBuffer();
            for (var member : List.copyOf(members)) {
                if (member.options.group().equals(options.group())) {
                    var delay = Duration.ofNanos(network.delay(options.local(), member.options.local()));
                    loop.schedule(delay, () -> arrive(member, copy.duplicate()));
                }
            }
            return true;
        }

        private void arrive(Member member, ByteBuffer payload) {
            var from = options.local();
            var to = member.options.local();
            var passes = network.reachable(from, to) && network.losses(from, to) == 0;
            if (members.contains(member) && passes && member.host != null && network.at(to) == member.host) {
                member.host.eventLoop().upcall(() -> member.receiver.onDatagram(source, payload));
            }
        }

        @Override
        public void close() {
            members.remove(this);
        }
    }
}
