package io.rserpool.transport.usrsctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rserpool.transport.AssociationHandler.DownReason;
import io.rserpool.transport.Recorder;
import io.rserpool.transport.SctpAddress;
import io.rserpool.transport.SctpEndpoint;
import io.rserpool.transport.SctpException;
import io.rserpool.transport.SctpOptions;
import io.rserpool.transport.SctpTransport;
import io.rserpool.transport.SctpTransportContract;
import io.rserpool.transport.SelectorEventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UsrsctpTransportTest extends SctpTransportContract {
    @Override
    protected SctpTransport open(SelectorEventLoop on) {
        return UsrsctpTransport.open(on, new InetSocketAddress("127.0.0.1", 0), UsrsctpConfig.DEFAULT);
    }

    /** A heartbeat that goes out late, the one that misses its answer, then each retransmission, with their jitter. */
    private static Duration budget(SctpOptions options) {
        return options.failure()
                .heartbeatInterval()
                .multipliedBy(2)
                .plus(options.rto()
                        .max()
                        .multipliedBy(3L * (options.failure().associationMaxRetransmissions() + 2) / 2))
                .plusSeconds(1); // for a busy machine
    }

    private SctpAddress through(UdpRelay relay) {
        return SctpAddress.of(
                relay.address().getAddress(), 7000, relay.address().getPort());
    }

    private static InetSocketAddress udp(SctpTransport transport) {
        return new InetSocketAddress(transport.localAddresses().getFirst(), transport.udpPort());
    }

    @Test
    void aPeerThatFallsSilentIsUnreachableWithinTheBudget() throws Exception {
        try (var relay = new UdpRelay(udp(right))) {
            listen(right, 7000, SctpOptions.FAST);
            var client = connect(left, through(relay), SctpOptions.FAST);
            await().atMost(SOON).until(() -> client.ups == 1 && accepted.size() == 1 && accepted.getFirst().ups == 1);
            relay.open(false);
            long start = System.nanoTime();
            await().atMost(SOON).until(() -> client.reason != null && accepted.getFirst().reason != null);
            assertThat(client.reason).isEqualTo(DownReason.UNREACHABLE);
            assertThat(accepted.getFirst().reason).isEqualTo(DownReason.UNREACHABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(budget(SctpOptions.FAST));
        }
    }

    @Test
    void theHeartbeatOfAnAssociationCanBeChanged() throws Exception {
        var seldom = SctpOptions.FAST.withHeartbeatInterval(Duration.ofHours(1));
        try (var relay = new UdpRelay(udp(right))) {
            listen(right, 7000, seldom);
            var client = connect(left, through(relay), seldom);
            await().atMost(SOON).until(() -> client.ups == 1);
            on(() -> {
                client.association.setHeartbeatInterval(
                        SctpOptions.FAST.failure().heartbeatInterval());
                return true;
            });
            relay.open(false);
            long start = System.nanoTime();
            await().atMost(SOON).until(() -> client.reason == DownReason.UNREACHABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(budget(SctpOptions.FAST));
        }
    }

    @Test
    void unansweredDataFindsADeadPeerToo() throws Exception {
        var options = SctpOptions.FAST.withHeartbeatInterval(Duration.ZERO);
        try (var relay = new UdpRelay(udp(right))) {
            listen(right, 7000, options);
            var client = connect(left, through(relay), options);
            await().atMost(SOON).until(() -> client.ups == 1);
            relay.open(false);
            long start = System.nanoTime();
            on(() -> client.association.send(0, 0, text("anybody there?")));
            await().atMost(SOON).until(() -> client.reason == DownReason.UNREACHABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(budget(options));
        }
    }

    @Test
    void aSilentAddressCannotBeConnected() throws Exception {
        try (var relay = new UdpRelay(udp(right))) {
            relay.open(false);
            var client = connect(left, through(relay), SctpOptions.FAST);
            await().atMost(SOON).until(() -> client.reason != null);
            assertThat(client.events).containsExactly("down CANNOT_CONNECT");
        }
    }

    @Test
    void lossDelaysButDoesNotHarm() throws Exception {
        var random = new Random(5);
        try (var relay = new UdpRelay(udp(right))) {
            listen(right, 7000, SctpOptions.RFC);
            var client = connect(left, through(relay), SctpOptions.FAST);
            await().atMost(SOON).until(() -> client.ups == 1 && accepted.size() == 1);
            relay.filter(packet -> random.nextInt(20) != 0);
            for (int i = 0; i < 300; i++) {
                send(client, i % 4, i, new byte[2000]);
            }
            await().atMost(SOON).until(() -> accepted.getFirst().messages.size() == 300);
        }
    }

    @Test
    void aRestartedServerTellsItsPeersAtOnce() throws Exception {
        try (var relay = new UdpRelay(udp(right))) {
            listen(right, 7000, SctpOptions.FAST);
            var client = connect(left, through(relay), SctpOptions.FAST);
            await().atMost(SOON).until(() -> client.ups == 1);
            var where = udp(right);
            relay.open(false); // the ABORT of the closing process is lost
            on(() -> {
                right.close();
                right = UsrsctpTransport.open(loop, where, UsrsctpConfig.DEFAULT);
                return null;
            });
            relay.open(true);
            on(() -> client.association.send(0, 0, text("still there?")));
            await().atMost(SOON).until(() -> client.reason != null);
            assertThat(client.reason).isEqualTo(DownReason.ABORTED);
        }
    }

    @Test
    void aRestartedClientReplacesItsOldAssociation() throws Exception {
        try (var relay = new UdpRelay(udp(right))) {
            listen(right, 7000, SctpOptions.RFC);
            var where = udp(left);
            var first = new Recorder();
            on(() -> left.open(4711, SctpOptions.RFC).associate(through(relay), first));
            await().atMost(SOON).until(() -> accepted.size() == 1 && accepted.getFirst().ups == 1);
            relay.open(false);
            on(() -> {
                left.close();
                left = UsrsctpTransport.open(loop, where, UsrsctpConfig.DEFAULT);
                return null;
            });
            relay.open(true);
            var second = new Recorder();
            on(() -> second.association = left.open(4711, SctpOptions.RFC).associate(through(relay), second));
            await().atMost(SOON).until(() -> accepted.size() == 2 && second.ups == 1);
            assertThat(accepted.getFirst().reason).isEqualTo(DownReason.ABORTED);
            on(() -> second.association.send(2, 9, text("new life")));
            on(() -> accepted.getLast().association.send(0, 1, text("welcome")));
            await().atMost(SOON).until(() -> accepted.getLast().messages.size() == 1 && second.messages.size() == 1);
            assertThat(accepted.getFirst().messages).isEmpty();
        }
    }

    @Test
    void aMessageThatIsTooLongAbortsTheAssociation() {
        on(() -> {
            right.close();
            right = UsrsctpTransport.open(
                    loop, new InetSocketAddress("127.0.0.1", 0), UsrsctpConfig.DEFAULT.withMaxMessageSize(10_000));
            return null;
        });
        var client = established(SctpOptions.FAST);
        send(client, 0, 0, new byte[10_000]);
        send(client, 0, 0, new byte[10_001]);
        await().atMost(SOON).until(() -> client.reason == DownReason.ABORTED);
        assertThat(accepted.getFirst().messages).hasSize(1);
        assertThat(accepted.getFirst().reason).isEqualTo(DownReason.ABORTED);
    }

    @Test
    void aFailedAssociationIsReportedWhileReadingIsPaused() {
        var client = established(SctpOptions.FAST);
        var server = accepted.getFirst();
        on(() -> {
            server.association.setReading(false);
            client.association.send(0, 0, text("unread"));
            return null;
        });
        await().atMost(SOON).until(() -> on(() -> client.association.smoothedRttNanos()) > 0);
        on(() -> {
            client.association.abort("gone");
            return null;
        });
        await().atMost(SOON).until(() -> server.reason == DownReason.ABORTED);
    }

    @Test
    void aRoundTripIsMeasured() {
        var client = established(SctpOptions.FAST);
        on(() -> client.association.send(0, 0, text("x")));
        await().atMost(SOON).until(() -> on(() -> client.association.smoothedRttNanos()) > 0);
        assertThat(on(() -> client.association.smoothedRttNanos())).isBetween(1_000L, 1_000_000_000L);
    }

    @Test
    void overIpv6() throws Exception {
        var here = InetAddress.getByName("::1");
        assumeTrue(NetworkInterface.getByInetAddress(here) != null, "no IPv6 loopback");
        on(() -> {
            left.close();
            right.close();
            left = UsrsctpTransport.open(loop, new InetSocketAddress(here, 0), UsrsctpConfig.DEFAULT);
            right = UsrsctpTransport.open(loop, new InetSocketAddress(here, 0), UsrsctpConfig.DEFAULT);
            return null;
        });
        var client = established(SctpOptions.FAST);
        send(client, 0, 0, new byte[100_000]);
        await().atMost(SOON).until(() -> accepted.getFirst().messages.size() == 1);
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(
                        () -> UsrsctpTransport.open(loop, new InetSocketAddress("0.0.0.0", 0), UsrsctpConfig.DEFAULT))
                .isInstanceOf(SctpException.class)
                .hasMessageContaining("0.0.0.0");
        assertThatThrownBy(() -> UsrsctpTransport.open(loop, udp(left), UsrsctpConfig.DEFAULT))
                .isInstanceOf(SctpException.class)
                .hasMessageContaining("127.0.0.1 port " + left.udpPort());
        assertThatThrownBy(() -> NativeLibrary.load("libusrsctp.so.none"))
                .isInstanceOf(SctpException.class)
                .hasMessageContaining("libusrsctp2");
        var other = new SelectorEventLoop("other");
        assertThatThrownBy(() -> open(other))
                .isInstanceOf(SctpException.class)
                .hasMessageContaining("another event loop");
        other.close();
        assertThatThrownBy(() -> on(() -> left.open(0, SctpOptions.FAST)
                        .associate(new SctpAddress(right.localAddresses(), 7000, 0), new Recorder())))
                .isInstanceOf(SctpException.class)
                .hasMessageContaining("UDP port");
    }

    @Test
    void canBeClosedAfterItsLoop() {
        established(SctpOptions.FAST);
        loop.close();
        left.close();
        right.close();
        loop = new SelectorEventLoop("next");
        left = open(loop);
        right = open(loop);
        accepted.clear();
        assertThat(established(SctpOptions.FAST).ups).isEqualTo(1);
    }

    @Test
    void aClosedEndpointRefuses() {
        SctpEndpoint endpoint = on(() -> left.open(0, SctpOptions.FAST));
        on(() -> {
            endpoint.close();
            return null;
        });
        assertThatThrownBy(() -> on(() -> endpoint.associate(address(right, 7000), new Recorder())))
                .isInstanceOf(SctpException.class);
    }

    @Test
    void manyMessagesInBothDirectionsAtOnce() {
        var client = established(SctpOptions.FAST);
        var server = accepted.getFirst();
        for (int i = 0; i < 300; i++) {
            send(client, i % 16, i, new byte[30_000]);
            send(server, i % 16, i, new byte[30_000]);
        }
        await().atMost(SOON).until(() -> server.messages.size() == 300 && client.messages.size() == 300);
        assertThat(on(() -> client.association.send(0, 0, ByteBuffer.allocate(1))))
                .isTrue();
    }
}
