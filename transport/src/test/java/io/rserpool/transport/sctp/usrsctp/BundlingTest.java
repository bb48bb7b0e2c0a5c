package io.rserpool.transport.sctp.usrsctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.Recorder;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent in one turn of the event loop leaves together, and arrives as it was sent. */
class BundlingTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final SctpOptions QUIET = SctpOptions.RFC.withHeartbeatInterval(Duration.ZERO);

    private final SelectorEventLoop loop = new SelectorEventLoop("bundling");
    private final List<Recorder> accepted = Recorder.list();

    @AfterEach
    void close() {
        loop.close();
    }

    private UsrsctpTransport open(UsrsctpConfig config) {
        return UsrsctpTransport.open(loop, new InetSocketAddress("127.0.0.1", 0), config);
    }

    private Recorder connect(UsrsctpTransport from, InetSocketAddress to) {
        var client = new Recorder();
        loop.call(() -> from.open(0, QUIET).associate(EndpointAddress.of(to.getAddress(), 7000, to.getPort()), client));
        await().atMost(SOON).until(() -> client.ups == 1 && !accepted.isEmpty() && accepted.getFirst().ups == 1);
        return client;
    }

    private static InetSocketAddress udp(UsrsctpTransport transport) {
        return new InetSocketAddress(transport.localAddresses().getFirst(), transport.udpPort());
    }

    private void listen(UsrsctpTransport at) {
        loop.call(() -> {
            var endpoint = at.open(7000, QUIET);
            endpoint.listen(Recorder.acceptAll(accepted));
            return endpoint;
        });
    }

    private static byte[] bytes(int number, int size) {
        var bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (number * 31 + i);
        }
        return bytes;
    }

    /** In memory of either kind, and not at its beginning. */
    private static ByteBuffer message(int number, int size) {
        var buffer = number % 2 == 0 ? ByteBuffer.allocate(size + 5) : ByteBuffer.allocateDirect(size + 5);
        return buffer.put(3, bytes(number, size)).limit(size + 3).position(3);
    }

    @Test
    void smallMessagesOfATurnShareAPacket() throws IOException {
        try (var left = open(UsrsctpConfig.DEFAULT);
                var right = open(UsrsctpConfig.DEFAULT);
                var relay = new UdpRelay(udp(right))) {
            listen(right);
            var client = connect(left, relay.address());
            var packets = new AtomicInteger();
            relay.filter(number -> packets.incrementAndGet() > 0);
            loop.call(() -> {
                for (int i = 0; i < 100; i++) {
                    assertThat(client.association.send(i % 4, i, message(i, 50)))
                            .isTrue();
                }
                return 0;
            });
            await().atMost(SOON).until(() -> accepted.getFirst().messages.size() == 100);
            assertThat(accepted.getFirst().messages.stream()
                            .map(Recorder.Message::ppid)
                            .toList())
                    .isEqualTo(IntStream.range(0, 100).boxed().toList());
            // One there; acknowledgements and what is left of the handshake; retransmissions if the machine is slow.
            assertThat(packets.get()).isLessThanOrEqualTo(10);
        }
    }

    /** Many packets of one length and shorter ones between, both ways at once. */
    @ParameterizedTest
    @ValueSource(ints = {528, 1452, 9000, 0})
    void nothingIsLostOrChangedWithPacketsOfAnySize(int packetSize) {
        var config = UsrsctpConfig.DEFAULT.withMtu(packetSize);
        try (var left = open(config);
                var right = open(config)) {
            listen(right);
            var client = connect(left, udp(right));
            var server = accepted.getFirst();
            int count = 300;
            loop.call(() -> {
                for (int i = 0; i < count; i++) {
                    assertThat(client.association.send(1, i, message(i, 1 + i * 17)))
                            .isTrue();
                    assertThat(server.association.send(2, i, message(i, 5500 - i * 17)))
                            .isTrue();
                }
                return 0;
            });
            await().atMost(SOON).until(() -> server.messages.size() == count && client.messages.size() == count);
            for (int i = 0; i < count; i++) {
                assertThat(server.messages.get(i).payload()).isEqualTo(bytes(i, 1 + i * 17));
                assertThat(client.messages.get(i).payload()).isEqualTo(bytes(i, 5500 - i * 17));
            }
        }
    }
}
