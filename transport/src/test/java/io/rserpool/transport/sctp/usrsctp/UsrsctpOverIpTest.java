package io.rserpool.transport.sctp.usrsctp;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.RealSctpTransportContract;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.SctpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where raw sockets are allowed, and the kernel's SCTP does not answer in our place. */
class UsrsctpOverIpTest extends RealSctpTransportContract {
    private static final int NET_RAW = 13;

    @BeforeAll
    static void possible() throws IOException {
        assumeTrue(hasCapability(NET_RAW), "SCTP over IP needs the capability NET_RAW: run as root");
        assumeTrue(!Files.exists(Path.of("/proc/sys/net/sctp")), "this kernel has SCTP, and would answer our packets");
    }

    private static boolean hasCapability(int number) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapEff:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) >> number & 1) == 1);
    }

    @Override
    protected SctpTransport open(SelectorEventLoop on) {
        var random = ThreadLocalRandom.current();
        var address = "127." + random.nextInt(1, 255) + "." + random.nextInt(256) + "." + random.nextInt(1, 255);
        return UsrsctpTransport.overIp(on, InetAddress.ofLiteral(address), UsrsctpConfig.DEFAULT);
    }

    @Test
    void anotherStackAtTheSameAddressDoesNotDisturb() {
        var same = right.localAddresses().getFirst();
        var other = UsrsctpTransport.overIp(loop, same, UsrsctpConfig.DEFAULT);
        on(() -> {
            other.open(8000, SctpOptions.FAST).listen(association -> new io.rserpool.transport.association.Recorder());
            return null;
        });
        var client = established(SctpOptions.FAST);
        send(client, 0, 0, new byte[200_000]);
        send(accepted.getFirst(), 0, 0, new byte[200_000]);
        await().atMost(SOON)
                .until(() -> client.messages.size() == 1
                        && accepted.getFirst().messages.size() == 1);
        other.close();
    }

    @Test
    void overIpv6() throws IOException {
        var here = InetAddress.ofLiteral("::1");
        assumeTrue(java.net.NetworkInterface.getByInetAddress(here) != null, "no IPv6 loopback");
        right.close();
        left.close();
        right = UsrsctpTransport.overIp(loop, here, UsrsctpConfig.DEFAULT);
        left = UsrsctpTransport.overIp(loop, here, UsrsctpConfig.DEFAULT);
        var client = established(SctpOptions.FAST);
        send(client, 0, 0, new byte[100_000]);
        await().atMost(SOON).until(() -> accepted.getFirst().messages.size() == 1);
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> UsrsctpTransport.overIp(loop, InetAddress.ofLiteral("0.0.0.0"), UsrsctpConfig.DEFAULT))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("0.0.0.0");
        assertThatThrownBy(
                        () -> UsrsctpTransport.overIp(loop, InetAddress.ofLiteral("192.0.2.1"), UsrsctpConfig.DEFAULT))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("192.0.2.1 cannot be bound: no such local address");
        assertThatThrownBy(() -> connect(
                        left, EndpointAddress.of(right.localAddresses().getFirst(), 7000, 9899), SctpOptions.FAST))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("UDP port");
    }
}
