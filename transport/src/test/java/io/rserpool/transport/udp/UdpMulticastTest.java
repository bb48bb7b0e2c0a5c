package io.rserpool.transport.udp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rserpool.transport.loop.SelectorEventLoop;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Multicast of the operating system on the loopback interface, with a time to live of 0. */
class UdpMulticastTest {
    private record Received(InetSocketAddress from, String text) {}

    private static final InetAddress LOCAL = InetAddress.ofLiteral("127.0.0.1");

    private final SelectorEventLoop loop = new SelectorEventLoop("test");
    private final Multicast multicast = new UdpMulticast(loop);
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        loop.close();
    }

    private MulticastGroup join(InetSocketAddress group, InetAddress local, int sourcePort) {
        return loop.call(() -> multicast.join(
                new MulticastOptions(group, local, sourcePort, 0),
                (from, payload) ->
                        received.add(new Received(from, UTF_8.decode(payload).toString()))));
    }

    private void send(MulticastGroup group, ByteBuffer payload) {
        assertThat(loop.call(() -> group.send(payload))).isTrue();
    }

    /** A port that nobody uses in this moment; shared on purpose afterwards. */
    private static int freePort() throws IOException {
        try (var socket = new DatagramSocket(0, LOCAL)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void allMembersOfAHostReceiveWhatOneSendsFromItsPort() throws IOException {
        checkMembersOfAHost("239.255.77.1", LOCAL);
    }

    /** The loopback interface has no multicast of IPv6. */
    @ParameterizedTest
    @ValueSource(strings = {"ff02::7701", "ff05::7701"})
    void allMembersOfAHostReceiveWhatOneSendsByIpv6(String group) throws IOException {
        var local = NetworkInterface.networkInterfaces()
                .filter(UdpMulticastTest::hasMulticast)
                // The oldest: those of containers come and go meanwhile.
                .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                .flatMap(NetworkInterface::inetAddresses)
                .filter(Inet6Address.class::isInstance)
                .findFirst();
        assumeThat(local).isPresent();

        checkMembersOfAHost(group, local.get());
    }

    private static boolean hasMulticast(NetworkInterface device) {
        try {
            return device.isUp() && device.supportsMulticast() && !device.isLoopback();
        } catch (IOException e) {
            return false;
        }
    }

    private void checkMembersOfAHost(String group, InetAddress local) throws IOException {
        var address = new InetSocketAddress(InetAddress.ofLiteral(group), freePort());
        var sourcePort = freePort();
        var one = join(address, local, sourcePort);
        join(address, local, sourcePort);

        send(one, UTF_8.encode("hello"));

        for (int i = 0; i < 2; i++) {
            var datagram = take();
            assertThat(datagram.text()).isEqualTo("hello");
            assertThat(datagram.from().getPort()).isEqualTo(sourcePort);
            assertThat(datagram.from().getAddress()).isEqualTo(local);
        }
    }

    @Test
    void otherGroupsAndOrdinaryDatagramsAtTheSamePortAreNotHeard() throws IOException {
        var port = freePort();
        var one = join(new InetSocketAddress(InetAddress.ofLiteral("239.255.77.1"), port), LOCAL, 0);
        var other = loop.call(() -> multicast.join(
                new MulticastOptions(new InetSocketAddress(InetAddress.ofLiteral("239.255.77.2"), port), LOCAL, 0, 0),
                (from, payload) -> {}));
        try (var socket = new DatagramSocket(0, LOCAL)) {
            socket.send(new java.net.DatagramPacket(new byte[1], 1, LOCAL, port));
        }
        send(other, UTF_8.encode("not for us"));

        send(one, UTF_8.encode("for us"));

        assertThat(take().text()).isEqualTo("for us");
    }

    @Test
    void whatIsTooLongIsDropped() throws IOException {
        var group = join(new InetSocketAddress(InetAddress.ofLiteral("239.255.77.3"), freePort()), LOCAL, 0);

        send(group, ByteBuffer.allocate(MulticastOptions.MAX_PAYLOAD + 1));
        send(group, UTF_8.encode("short"));

        assertThat(take().text()).isEqualTo("short");
    }

    @Test
    void aReceiverThatThrowsIsGivenTheNextDatagramAllTheSame() throws IOException {
        var address = new InetSocketAddress(InetAddress.ofLiteral("239.255.77.7"), freePort());
        var group = loop.call(() -> multicast.join(new MulticastOptions(address, LOCAL, 0, 0), (from, payload) -> {
            var text = UTF_8.decode(payload).toString();
            if (text.equals("bad")) {
                throw new IllegalStateException("thrown by the test");
            }
            received.add(new Received(from, text));
        }));

        send(group, UTF_8.encode("bad"));
        send(group, UTF_8.encode("good"));

        assertThat(take().text()).isEqualTo("good");
        assertThat(loop.statistics().failures()).isOne();
    }

    /** More than one turn's worth: reading pauses, and goes on. */
    @Test
    void aFloodDoesNotEndReception() throws Exception {
        var group = join(new InetSocketAddress(InetAddress.ofLiteral("239.255.77.4"), freePort()), LOCAL, 0);
        loop.call(() -> {
            for (int i = 0; i < 100; i++) {
                group.send(UTF_8.encode("flood"));
            }
            return true;
        });
        for (int i = 0; i < 33; i++) {
            assertThat(take().text()).isEqualTo("flood");
        }
    }

    @Test
    void anAddressThatNoInterfaceHasIsRefused() {
        var group = new InetSocketAddress(InetAddress.ofLiteral("239.255.77.5"), 3863);

        assertThatThrownBy(() -> join(group, InetAddress.ofLiteral("192.0.2.1"), 0))
                .hasStackTraceContaining("no network interface has the address 192.0.2.1");
    }

    @Test
    void aClosedGroupFreesItsPorts() throws IOException {
        var port = freePort();
        var group = join(new InetSocketAddress(InetAddress.ofLiteral("239.255.77.6"), port), LOCAL, port);

        loop.call(() -> {
            group.close();
            return true;
        });

        try (var socket = new DatagramSocket(null)) {
            socket.setReuseAddress(false);
            socket.bind(new InetSocketAddress(LOCAL, port));
            assertThat(socket.getLocalPort()).isEqualTo(port);
        }
    }

    private Received take() {
        try {
            var datagram = received.poll(10, TimeUnit.SECONDS);
            if (datagram == null) {
                throw new AssertionError("no datagram came");
            }
            return datagram;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
