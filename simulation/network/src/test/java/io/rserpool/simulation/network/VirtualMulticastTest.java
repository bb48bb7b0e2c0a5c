package io.rserpool.simulation.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.transport.udp.MulticastGroup;
import io.rserpool.transport.udp.MulticastOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VirtualMulticastTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualEventLoop loop = new VirtualEventLoop();
    private final VirtualNetwork network = new VirtualNetwork(loop, new Random(1));
    private final List<String> received = new ArrayList<>();

    @BeforeEach
    void hosts() {
        network.start("10.0.0.1");
        network.start("10.0.0.2");
    }

    private MulticastGroup join(String host, String group) throws IOException {
        var options = new MulticastOptions(
                new InetSocketAddress(VirtualNetwork.address(group), 3863), VirtualNetwork.address(host), 7, 1);
        return network.multicast()
                .join(
                        options,
                        (from, payload) ->
                                received.add(host + " < " + from.getAddress().getHostAddress() + ":" + from.getPort()
                                        + " " + UTF_8.decode(payload)));
    }

    @Test
    void membersReceiveAlsoTheSender() throws IOException {
        var one = join("10.0.0.1", "239.0.0.50");
        join("10.0.0.2", "239.0.0.50");
        join("10.0.0.2", "239.0.0.51");

        assertThat(one.send(UTF_8.encode("hello"))).isTrue();
        assertThat(received).isEmpty();
        loop.advance(SECOND);

        assertThat(received).containsExactly("10.0.0.1 < 10.0.0.1:7 hello", "10.0.0.2 < 10.0.0.1:7 hello");
    }

    @Test
    void cutOffCrashedAndLeftMembersReceiveNothing() throws IOException {
        var one = join("10.0.0.1", "239.0.0.50");
        var left = join("10.0.0.1", "239.0.0.50");
        join("10.0.0.2", "239.0.0.50");
        left.close();
        network.cut("10.0.0.1", "10.0.0.2");
        one.send(UTF_8.encode("cut"));
        loop.advance(SECOND);
        network.heal();
        network.crash("10.0.0.2");
        one.send(UTF_8.encode("crashed"));
        loop.advance(SECOND);

        assertThat(received).containsExactly("10.0.0.1 < 10.0.0.1:7 cut", "10.0.0.1 < 10.0.0.1:7 crashed");
    }
}
