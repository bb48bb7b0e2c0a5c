package io.rserpool.transport.sctp.usrsctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.Recorder;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.system.Epoll;
import io.rserpool.transport.system.LibC;
import io.rserpool.transport.system.NativeBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer whose UDP port nobody has any more, which its host says, is dead; who could say so as well is not believed. */
@Timeout(60)
class PortUnreachableTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int PORT = 7000;

    /** Nothing but hard evidence ends anything. */
    private static final SctpOptions PATIENT = patient();

    private final SelectorEventLoop loop = new SelectorEventLoop("sctp");
    private final List<Recorder> accepted = Recorder.list();
    private UsrsctpTransport left;
    private UsrsctpTransport right;
    private UdpRelay relay;

    private static SctpOptions patient() {
        var failure = SctpOptions.FAST.failure();
        return SctpOptions.FAST.withFailure(new SctpOptions.Failure(
                Duration.ZERO,
                failure.pathMaxRetransmissions(),
                failure.associationMaxRetransmissions(),
                failure.potentiallyFailed(),
                Duration.ofHours(1)));
    }

    @BeforeEach
    void open() throws Exception {
        left = UsrsctpTransport.open(loop, new InetSocketAddress("127.0.0.1", 0), UsrsctpConfig.DEFAULT);
        right = UsrsctpTransport.open(loop, new InetSocketAddress("127.0.0.1", 0), UsrsctpConfig.DEFAULT);
        relay = new UdpRelay(udp(right));
        on(() -> {
            right.open(PORT, PATIENT).listen(Recorder.acceptAll(accepted));
            return null;
        });
    }

    @AfterEach
    void close() {
        relay.close();
        left.close();
        right.close();
        loop.close();
    }

    private <T> T on(Supplier<T> task) {
        var result = new CompletableFuture<T>();
        loop.execute(() -> result.complete(task.get()));
        return result.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static InetSocketAddress udp(UsrsctpTransport transport) {
        return new InetSocketAddress(transport.localAddresses().getFirst(), transport.udpPort());
    }

    private Recorder associate(InetSocketAddress to) {
        var recorder = new Recorder();
        var peer = EndpointAddress.of(to.getAddress(), PORT, to.getPort());
        recorder.association = on(() -> left.open(0, PATIENT).associate(peer, recorder));
        return recorder;
    }

    private Recorder established(InetSocketAddress to) {
        int before = accepted.size();
        var recorder = associate(to);
        await().atMost(SOON).until(() -> recorder.ups == 1 && accepted.size() > before && accepted.getLast().ups == 1);
        return recorder;
    }

    private void send(Recorder from) {
        on(() -> from.association.send(0, 0, ByteBuffer.allocate(10)));
    }

    @Test
    void anAssociationEndsWithTheNextPacket() {
        var client = established(relay.address());
        var server = accepted.getFirst();
        relay.close();
        send(client);
        await().atMost(SOON).until(() -> client.reason == DownReason.UNREACHABLE);
        send(server);
        await().atMost(SOON).until(() -> server.reason == DownReason.UNREACHABLE);
    }

    @Test
    void anAttemptIsRefused() {
        var nobody = relay.address();
        relay.close();
        var client = associate(nobody);
        await().atMost(SOON).until(() -> client.reason != null);
        assertThat(client.events).containsExactly("down REFUSED");
    }

    @Test
    void othersLoseNothing() {
        var doomed = established(relay.address());
        var other = established(udp(right));
        relay.close();
        on(() -> {
            for (int i = 0; i < 20; i++) {
                doomed.association.send(0, 0, ByteBuffer.allocate(10));
                other.association.send(0, 0, ByteBuffer.allocate(10));
                left.stack().outbox.flush();
            }
            return null;
        });
        await().atMost(SOON).until(() -> doomed.reason != null);
        await().atMost(SOON).until(() -> accepted.getLast().messages.size() == 20);
        var path = ((UsrsctpAssociation) other.association).path();
        await().atMost(SOON).until(() -> on(path.outstanding::any), any -> !any);
        assertThat(other.events).containsExactly("up");
    }

    /** What the peer said last waits in the socket while the news of its end is read. */
    @Test
    void whatThePeerSaidBeforeItsEndIsHeard() {
        var client = established(udp(right));
        on(() -> {
            accepted.getFirst().association.send(0, 0, ByteBuffer.allocate(10));
            right.stack().outbox.flush();
            awaitPacket(left);
            left.refused(udp(right), quoted(client, 0));
            return null;
        });
        await().atMost(SOON).until(() -> client.reason != null);
        assertThat(client.messages).hasSize(1);
        assertThat(client.reason).isEqualTo(DownReason.UNREACHABLE);
    }

    private static void awaitPacket(UsrsctpTransport at) {
        var poll = new NativeBuffer(8, ByteOrder.nativeOrder());
        try {
            poll.bytes.putInt(0, DatagramDescriptor.of(udp(at))).putShort(4, (short) Epoll.IN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(new LibC().poll(poll.address, 1, 10_000)).isEqualTo(1);
    }

    @Test
    void aForgedOneChangesNothing() {
        var client = established(udp(right));
        on(() -> {
            left.refused(udp(right), quoted(client, 1));
            left.refused(udp(right), quoted(client, 0).putInt(4, 0).put(Packet.HEADER, (byte) Packet.INIT));
            left.refused(udp(right), quoted(client, 0).putShort(0, (short) 1));
            left.refused(udp(right), quoted(client, 0).putShort(2, (short) 1));
            left.refused(relay.address(), quoted(client, 0));
            return null;
        });
        send(client);
        await().atMost(SOON).until(() -> accepted.getFirst().messages.size() == 1);
        assertThat(client.events).containsExactly("up");
    }

    /** What the kernel would return of a packet sent to the peer. */
    private static ByteBuffer quoted(Recorder client, int wrong) {
        var path = ((UsrsctpAssociation) client.association).path();
        return ByteBuffer.allocate(64)
                .putShort((short) path.localPort)
                .putShort((short) path.peerPort)
                .putInt(path.tags.verificationTag() + wrong)
                .clear();
    }
}
