package io.rserpool.transport.sctp.usrsctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.Recorder;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What strangers can do to a server, and what they cannot. */
@Timeout(60)
class HostilePeersTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int PORT = 3863;

    private final SelectorEventLoop loop = new SelectorEventLoop("sctp");
    private final List<Recorder> accepted = Recorder.list();
    private final CRC32C crc = new CRC32C();
    private UsrsctpTransport server;
    private UsrsctpTransport client;
    private InetSocketAddress target;

    @BeforeEach
    void open() {
        server = UsrsctpTransport.open(loop, new InetSocketAddress("127.0.0.1", 0), UsrsctpConfig.DEFAULT);
        client = UsrsctpTransport.open(loop, new InetSocketAddress("127.0.0.1", 0), UsrsctpConfig.DEFAULT);
        target = new InetSocketAddress("127.0.0.1", server.udpPort());
        on(() -> {
            server.open(PORT, SctpOptions.FAST).listen(Recorder.acceptAll(accepted));
            return null;
        });
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        loop.close();
    }

    private <T> T on(Supplier<T> task) {
        var result = new CompletableFuture<T>();
        loop.execute(() -> result.complete(task.get()));
        return result.orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Like a user of the transport, tries again if it cannot connect. */
    private Recorder associate() {
        var recorder = new Recorder() {
            @Override
            public void onDown(Association down, DownReason why) {
                if (why == DownReason.CANNOT_CONNECT || why == DownReason.REFUSED) {
                    down.endpoint().associate(down.peer(), this);
                } else {
                    super.onDown(down, why);
                }
            }
        };
        recorder.association = on(() -> client.open(0, SctpOptions.FAST)
                .associate(EndpointAddress.of(target.getAddress(), PORT, target.getPort()), recorder));
        return recorder;
    }

    private ByteBuffer init(int sourcePort, int tag) {
        var packet = ByteBuffer.allocate(32);
        packet.putShort((short) sourcePort).putShort((short) PORT).putInt(0).putInt(0);
        packet.put((byte) Packet.INIT).put((byte) 0).putShort((short) 20).putInt(tag);
        packet.putInt(1 << 17)
                .putShort((short) 10)
                .putShort((short) 10)
                .putInt(tag)
                .flip();
        Packet.seal(crc, packet);
        return packet;
    }

    private static long residentKilobytes() {
        try {
            return java.nio.file.Files.readAllLines(java.nio.file.Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aFloodOfInitsCostsBoundedMemoryAndLocksNobodyOut() throws Exception {
        var sockets = new ArrayList<DatagramChannel>();
        for (int i = 0; i < 200; i++) {
            sockets.add(DatagramChannel.open().bind(new InetSocketAddress("127.9." + i + ".1", 0)));
        }
        long before = residentKilobytes();
        int most = 0;
        var clients = new ArrayList<Recorder>();
        for (int port = 1; port <= 500; port++) {
            for (var socket : sockets) {
                socket.send(init(port + 1024, port * 7919), target);
            }
            most = Math.max(most, on(server::handshakes));
            if (port % 50 == 0) {
                clients.add(associate());
            }
        }
        await().atMost(SOON).until(() -> clients.stream().allMatch(recorder -> recorder.ups == 1));
        assertThat(most).isEqualTo(UsrsctpConfig.DEFAULT.handshakes());
        assertThat(residentKilobytes() - before).isLessThan(64 << 10); // the heap's young generation above all
        on(() -> clients.getLast().association.send(0, 0, ByteBuffer.allocate(10)));
        await().atMost(SOON).until(() -> accepted.stream().anyMatch(side -> side.messages.size() == 1));
        for (var socket : sockets) {
            socket.close();
        }
    }

    @Test
    void garbageIsHarmless() throws Exception {
        var known = associate();
        await().atMost(SOON).until(() -> known.ups == 1);
        var random = new Random(3);
        try (var socket = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            for (int i = 0; i < 20_000; i++) {
                var packet = ByteBuffer.allocate(random.nextInt(200));
                random.nextBytes(packet.array());
                if (i % 2 == 0 && packet.capacity() >= Packet.SHORTEST) {
                    packet.putShort(2, (short) PORT).put(Packet.HEADER, (byte) random.nextInt(16));
                    if (i % 4 == 0) {
                        packet.putInt(4, 0);
                    }
                    Packet.seal(crc, packet);
                }
                socket.send(packet, target);
            }
        }
        on(() -> known.association.send(0, 0, ByteBuffer.allocate(10)));
        await().atMost(SOON).until(() -> accepted.getFirst().messages.size() == 1);
        var another = associate();
        await().atMost(SOON).until(() -> another.ups == 1);
        assertThat(known.reason).isNull();
    }

    @Test
    void garbageOfAKnownPeersAddressIsHarmless() throws Exception {
        try (var socket = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            socket.configureBlocking(false);
            socket.send(init(5000, 77), target);
            var random = new Random(4);
            for (int i = 0; i < 20_000; i++) {
                var packet = ByteBuffer.allocate(Packet.SHORTEST + random.nextInt(100));
                random.nextBytes(packet.array());
                packet.putShort(0, (short) 5000).putShort(2, (short) PORT);
                packet.put(Packet.HEADER, (byte) random.nextInt(16));
                Packet.seal(crc, packet);
                socket.send(packet, target);
            }
        }
        var honest = associate();
        await().atMost(SOON).until(() -> honest.ups == 1);
    }

    @Test
    void strangersAreAnsweredAsTheRfcSays() throws Exception {
        try (var socket = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            var data = init(5000, 1).putInt(4, 0x12345678).put(Packet.HEADER, (byte) Packet.DATA);
            Packet.seal(crc, data);
            socket.send(data, target);
            var answer = ByteBuffer.allocate(2000);
            socket.receive(answer);
            answer.flip();
            assertThat(answer.remaining()).isEqualTo(16);
            assertThat(Packet.checksumMatches(crc, answer)).isTrue();
            assertThat(Packet.firstChunk(answer)).isEqualTo(Packet.ABORT);
            assertThat(answer.get(13)).isEqualTo((byte) 1);
            assertThat(Packet.verificationTag(answer)).isEqualTo(0x12345678);
            assertThat(Packet.sourcePort(answer)).isEqualTo(PORT);
            assertThat(Packet.destinationPort(answer)).isEqualTo(5000);
            var shutdownAck = data.put(Packet.HEADER, (byte) Packet.SHUTDOWN_ACK);
            Packet.seal(crc, shutdownAck);
            socket.send(shutdownAck, target);
            socket.receive(answer.clear());
            assertThat(Packet.firstChunk(answer.flip())).isEqualTo(Packet.SHUTDOWN_COMPLETE);
        }
    }
}
