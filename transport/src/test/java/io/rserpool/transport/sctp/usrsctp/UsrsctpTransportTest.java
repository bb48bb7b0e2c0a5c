package io.rserpool.transport.sctp.usrsctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.association.AssociationHandler.PathChange;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.Recorder;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.RealSctpTransportContract;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.SctpOptionsTest;
import io.rserpool.transport.sctp.SctpTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UsrsctpTransportTest extends RealSctpTransportContract {
    @Override
    protected SctpTransport open(SelectorEventLoop on) {
        return UsrsctpTransport.open(on, new InetSocketAddress("127.0.0.1", 0), UsrsctpConfig.DEFAULT);
    }

    /** Until an idle peer is suspect: docs/configuration-sidecars.md, and a second for a busy machine. */
    private static Duration suspectBudget(SctpOptions options) {
        return SctpOptionsTest.idleUntilSuspect(options).plusSeconds(1);
    }

    private static SctpOptions deadAfter(Duration time) {
        var failure = SctpOptions.FAST.failure();
        return SctpOptions.FAST.withFailure(new SctpOptions.Failure(
                failure.heartbeatInterval(),
                failure.pathMaxRetransmissions(),
                failure.associationMaxRetransmissions(),
                failure.potentiallyFailed(),
                time));
    }

    private static String path(UdpRelay relay, PathChange change) {
        return "path " + relay.address().getAddress().getHostAddress() + " " + change;
    }

    private EndpointAddress through(UdpRelay relay) {
        return EndpointAddress.of(
                relay.address().getAddress(), 7000, relay.address().getPort());
    }

    private static InetSocketAddress udp(SctpTransport transport) {
        return new InetSocketAddress(transport.localAddresses().getFirst(), transport.udpPort());
    }

    @Test
    void aPeerThatFallsSilentIsSuspectFirstAndThenDead() throws Exception {
        var options = deadAfter(Duration.ofMillis(1500));
        try (var relay = new UdpRelay(udp(right))) {
            listen(right, 7000, options);
            var client = connect(left, through(relay), options);
            await().atMost(SOON).until(() -> client.ups == 1 && accepted.size() == 1 && accepted.getFirst().ups == 1);
            relay.open(false);
            long start = System.nanoTime();
            await().atMost(SOON).until(() -> client.events.contains(path(relay, PathChange.UNREACHABLE)));
            var suspectAfter = Duration.ofNanos(System.nanoTime() - start);
            assertThat(suspectAfter).isLessThan(suspectBudget(options));
            assertThat(on(() -> client.association.isSuspect())).isTrue();
            await().atMost(SOON).until(() -> client.reason != null && accepted.getFirst().reason != null);
            assertThat(client.reason).isEqualTo(DownReason.UNREACHABLE);
            assertThat(accepted.getFirst().reason).isEqualTo(DownReason.UNREACHABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isGreaterThan(options.failure().deadAfter());
        }
    }

    /** All that was sent meanwhile arrives, once and in order. */
    @Test
    void aPeerThatAnswersAgainIsNotSuspectAnyMoreAndHasMissedNothing() throws Exception {
        try (var relay = new UdpRelay(udp(right))) {
            listen(right, 7000, SctpOptions.FAST);
            var client = connect(left, through(relay), SctpOptions.FAST);
            await().atMost(SOON).until(() -> client.ups == 1 && accepted.size() == 1);
            relay.open(false);
            for (int i = 0; i < 50; i++) {
                send(client, 1, i, new byte[2000]);
            }
            await().atMost(SOON).until(() -> client.events.contains(path(relay, PathChange.UNREACHABLE)));
            send(client, 1, 50, new byte[2000]);
            relay.open(true);
            await().atMost(SOON)
                    .until(() -> accepted.getFirst().messages.size() == 51
                            && client.events.getLast().equals(path(relay, PathChange.REACHABLE)));
            assertThat(accepted.getFirst().messages)
                    .extracting(Recorder.Message::ppid)
                    .isSorted();
            assertThat(on(() -> client.association.isSuspect())).isFalse();
            assertThat(client.reason).isNull();
        }
    }

    /** The news that the peer answers again waits behind messages that are not read. */
    @Test
    void whoDoesNotReadJudgesNobody() throws Exception {
        var options = deadAfter(Duration.ofMillis(300));
        try (var relay = new UdpRelay(udp(right))) {
            listen(right, 7000, SctpOptions.FAST);
            var client = connect(left, through(relay), options);
            await().atMost(SOON).until(() -> client.ups == 1 && accepted.size() == 1);
            relay.open(false);
            on(() -> client.association.send(0, 0, text("anybody there?")));
            await().atMost(SOON)
                    .until(() -> on(() -> {
                        if (client.association.isSuspect()) {
                            client.association.setReading(false);
                        }
                        return client.association.isSuspect();
                    }));
            relay.open(true);
            await().atMost(SOON).until(() -> accepted.getFirst().messages.size() == 1);
            var done = new CompletableFuture<Boolean>();
            loop.schedule(options.failure().deadAfter().multipliedBy(2), () -> done.complete(true));
            assertThat(done.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(client.reason).isNull();
            on(() -> {
                client.association.setReading(true);
                return null;
            });
            await().atMost(SOON).until(() -> client.events.contains(path(relay, PathChange.REACHABLE)));
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
            await().atMost(SOON).until(() -> client.events.contains(path(relay, PathChange.UNREACHABLE)));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(suspectBudget(SctpOptions.FAST));
        }
    }

    @Test
    void unansweredDataMakesSuspectToo() throws Exception {
        var options = SctpOptions.FAST.withHeartbeatInterval(Duration.ZERO);
        try (var relay = new UdpRelay(udp(right))) {
            listen(right, 7000, options);
            var client = connect(left, through(relay), options);
            await().atMost(SOON).until(() -> client.ups == 1);
            relay.open(false);
            long start = System.nanoTime();
            on(() -> client.association.send(0, 0, text("anybody there?")));
            await().atMost(SOON).until(() -> client.events.contains(path(relay, PathChange.UNREACHABLE)));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(suspectBudget(options));
        }
    }

    @Test
    void aPortWithoutListenerRefuses() {
        var client = connect(left, address(right, 7999), SctpOptions.FAST);
        await().atMost(SOON).until(() -> client.reason != null);
        assertThat(client.reason).isEqualTo(DownReason.REFUSED);
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
            var options = SctpOptions.FAST.withHeartbeatInterval(Duration.ZERO);
            listen(right, 7000, options);
            var client = connect(left, through(relay), options);
            await().atMost(SOON).until(() -> client.ups == 1);
            var where = udp(right);
            relay.open(false); // the ABORT of the closing process is lost
            on(() -> {
                right.close();
                right = UsrsctpTransport.open(loop, where, UsrsctpConfig.DEFAULT);
                return null;
            });
            await().atMost(SOON).until(() -> relay.dropped() == 1);
            relay.open(true);
            on(() -> client.association.send(0, 0, text("still there?")));
            await().atMost(SOON).until(() -> client.reason != null);
            assertThat(client.reason).isEqualTo(DownReason.FORGOTTEN);
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
            await().atMost(SOON).until(() -> relay.dropped() > 0); // the ABORT, which must not come later
            relay.open(true);
            var second = new Recorder();
            on(() -> second.association = left.open(4711, SctpOptions.RFC).associate(through(relay), second));
            await().atMost(SOON).until(() -> accepted.size() == 2 && second.ups == 1);
            assertThat(accepted.getFirst().reason).isEqualTo(DownReason.FORGOTTEN);
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

    /** What waits in the socket when a process goes on is an answer, not silence. */
    @Test
    void aLateProcessDoesNotSendAgainWhatWasAcknowledged() {
        var client = established(SctpOptions.FAST
                .withHeartbeatInterval(Duration.ZERO)
                .withRto(SctpOptions.Rto.ofMillis(250, 250, 250))
                .withSack(new SctpOptions.Sack(Duration.ZERO, 1)));
        send(client, 0, 0, new byte[1]);
        var path = ((UsrsctpAssociation) client.association).path();
        await().atMost(SOON).until(() -> on(path.outstanding::any), any -> !any);
        long before = on(() -> path.packetsSent);
        for (int i = 0; i < 4; i++) {
            on(() -> {
                client.association.send(0, 0, ByteBuffer.allocate(1));
                long end = System.nanoTime() + 400_000_000;
                while (System.nanoTime() - end < 0) {
                    Thread.onSpinWait();
                }
                return null;
            });
            await().atMost(SOON).until(() -> on(path.outstanding::any), any -> !any);
        }
        assertThat(on(() -> path.packetsSent) - before).isEqualTo(4);
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(
                        () -> UsrsctpTransport.open(loop, new InetSocketAddress("0.0.0.0", 0), UsrsctpConfig.DEFAULT))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("0.0.0.0");
        assertThatThrownBy(() -> UsrsctpTransport.open(loop, udp(left), UsrsctpConfig.DEFAULT))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("127.0.0.1 port " + left.udpPort());
        assertThatThrownBy(() -> NativeLibrary.load("libusrsctp.so.none"))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("libusrsctp2");
        var other = new SelectorEventLoop("other");
        assertThatThrownBy(() -> open(other))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("another event loop");
        other.close();
        assertThatThrownBy(() -> on(() -> left.open(0, SctpOptions.FAST)
                        .associate(new EndpointAddress(right.localAddresses(), 7000, 0), new Recorder())))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("UDP port");
    }

    @Test
    void canBeClosedAfterItsLoop() {
        established(SctpOptions.FAST);
        loop.close();
        left.close();
        right.close();
        driver = newDriver();
        left = open(loop);
        right = open(loop);
        accepted.clear();
        assertThat(established(SctpOptions.FAST).ups).isEqualTo(1);
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
