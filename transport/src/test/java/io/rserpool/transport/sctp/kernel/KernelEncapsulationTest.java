package io.rserpool.transport.sctp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.RealSctpTransportContract;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.SctpTransport;
import io.rserpool.transport.sctp.usrsctp.UsrsctpConfig;
import io.rserpool.transport.sctp.usrsctp.UsrsctpTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Our user-space stack over UDP on the left, the kernel's over UDP (RFC 6951) on the right. */
@Tag("lab")
class KernelEncapsulationTest extends RealSctpTransportContract {
    private static final int UDP_PORT = 9899;

    private int opened;

    @BeforeAll
    static void encapsulation() throws Exception {
        Guest.sysctl("net.sctp.udp_port", UDP_PORT);
    }

    @Override
    protected SctpTransport open(SelectorEventLoop on) {
        return opened++ == 0
                ? UsrsctpTransport.open(on, new InetSocketAddress("127.0.0.2", 0), UsrsctpConfig.DEFAULT)
                : KernelTransport.open(
                        on,
                        List.of(InetAddress.ofLiteral("127.0.0." + (opened + 2))),
                        KernelConfig.DEFAULT.withUdpPort(KernelTransport.encapsulationPort()));
    }

    /** Fewer: two stacks share the guest's one processor with timers that find a peer dead in half a second. */
    @Override
    protected int many() {
        return 50;
    }

    @Test
    void theKernelInitiates() {
        listen(left, 7000, SctpOptions.FAST);
        var client = connect(right, address(left, 7000), SctpOptions.FAST);
        await().atMost(SOON).until(() -> client.ups == 1 && accepted.size() == 1);
        send(client, 1, 2, new byte[100_000]);
        send(accepted.getFirst(), 1, 2, new byte[100_000]);
        await().atMost(SOON)
                .until(() -> client.messages.size() == 1
                        && accepted.getFirst().messages.size() == 1);
        assertThat(accepted.getFirst().association.peer().udpPort()).isEqualTo(UDP_PORT);
    }
}
