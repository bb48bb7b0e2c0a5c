package io.rserpool.transport.sctp.usrsctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.Recorder;
import io.rserpool.transport.dtls.DtlsConfig;
import io.rserpool.transport.dtls.DtlsRefusal;
import io.rserpool.transport.dtls.DtlsStatistics;
import io.rserpool.transport.identity.Credentials;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.identity.Role;
import io.rserpool.transport.identity.TestAuthority;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may speak with a secured transport, and what everybody else can do to it. */
@Timeout(60)
class SecuredPeersTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final int PORT = 7000;
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final String ELEMENT = "rserpool://shop/pool-element?serve=stock";
    private static final String USER = "rserpool://shop/pool-user?use=stock&use=a%20b";
    private static final DtlsConfig CONFIG = DtlsConfig.DEFAULT.withSweep(Duration.ofMillis(50));

    private final SelectorEventLoop loop = new SelectorEventLoop("sctp");
    private final List<UsrsctpTransport> transports = new ArrayList<>();
    private final DtlsStatistics statistics = new DtlsStatistics();
    private final List<Recorder> accepted = Recorder.list();
    private final UsrsctpTransport server =
            open(AUTHORITY.credentials(ELEMENT, "127.0.0.1", "spiffe://shop/ns/a/pod/b"));

    SecuredPeersTest() {
        on(() -> {
            server.open(PORT, SctpOptions.FAST).listen(Recorder.acceptAll(accepted));
            return null;
        });
    }

    private UsrsctpTransport open(@Nullable Credentials credentials) {
        return open(credentials, new InetSocketAddress("127.0.0.1", 0));
    }

    private UsrsctpTransport open(@Nullable Credentials credentials, InetSocketAddress bind) {
        return open(credentials, bind, CONFIG);
    }

    private UsrsctpTransport open(@Nullable Credentials credentials, InetSocketAddress bind, DtlsConfig config) {
        var transport = UsrsctpTransport.secured(
                loop, bind, UsrsctpConfig.DEFAULT, new UsrsctpSecurity("shop", credentials, config, statistics));
        transports.add(transport);
        return transport;
    }

    private UsrsctpTransport plain() {
        var transport = UsrsctpTransport.open(loop, new InetSocketAddress("127.0.0.1", 0), UsrsctpConfig.DEFAULT);
        transports.add(transport);
        return transport;
    }

    @AfterEach
    void close() {
        transports.forEach(UsrsctpTransport::close);
        loop.close();
    }

    private <T> T on(Supplier<T> task) {
        var result = new CompletableFuture<T>();
        loop.execute(() -> {
            try {
                result.complete(task.get());
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        return result.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static InetSocketAddress udp(UsrsctpTransport transport) {
        return new InetSocketAddress(transport.localAddresses().getFirst(), transport.udpPort());
    }

    private Recorder associate(UsrsctpTransport from, InetSocketAddress to) {
        var recorder = new Recorder();
        var peer = EndpointAddress.of(to.getAddress(), PORT, to.getPort());
        recorder.association = on(() -> from.open(0, SctpOptions.FAST).associate(peer, recorder));
        return recorder;
    }

    private Recorder established(UsrsctpTransport from, InetSocketAddress to) {
        int before = accepted.size();
        var recorder = associate(from, to);
        await().atMost(SOON).until(() -> recorder.ups == 1 && accepted.size() > before && accepted.getLast().ups == 1);
        return recorder;
    }

    private void exchange(Recorder client, Recorder server) {
        int there = server.messages.size();
        int back = client.messages.size();
        on(() -> client.association.send(0, 1, ByteBuffer.allocate(3000)));
        on(() -> server.association.send(0, 2, ByteBuffer.allocate(5000)));
        await().atMost(SOON).until(() -> server.messages.size() > there && client.messages.size() > back);
    }

    @Test
    void eachKnowsWhoTheOtherIs() {
        var client = established(open(AUTHORITY.credentials(USER)), udp(server));
        exchange(client, accepted.getFirst());
        PeerIdentity element = on(() -> client.association.peerIdentity().orElseThrow());
        assertThat(element.name()).isEqualTo("spiffe://shop/ns/a/pod/b");
        assertThat(element.scope()).isEqualTo("shop");
        assertThat(element.roles()).containsExactly(Role.POOL_ELEMENT);
        assertThat(element.addresses()).containsExactly(InetAddress.ofLiteral("127.0.0.1"));
        assertThat(element.mayServe("stock")).isTrue();
        assertThat(element.mayUse("stock")).isFalse();
        PeerIdentity user =
                on(() -> accepted.getFirst().association.peerIdentity().orElseThrow());
        assertThat(user.name()).startsWith("CN=member");
        assertThat(user.mayUse("a b")).isTrue();
        assertThat(user.mayServe("stock")).isFalse();
    }

    @Test
    void whoHasNoCredentialsYetSpeaksWithNobodyUntilTheyCome() {
        var late = open(null);
        var there = associate(late, udp(server));
        on(() -> {
            late.open(PORT, SctpOptions.FAST).listen(Recorder.acceptAll(accepted));
            return late;
        });
        var back = associate(server, udp(late));
        on(() -> {
            assertThat(there.ups + back.ups).isZero();
            late.use(AUTHORITY.credentials(USER, ELEMENT));
            return late;
        });
        await().atMost(SOON).until(() -> there.ups == 1 && back.ups == 1);
    }

    private void refused(Credentials stranger, DtlsRefusal why) {
        var client = associate(open(stranger), udp(server));
        await().atMost(SOON).until(() -> client.reason != null);
        assertThat(client.ups).isZero();
        assertThat(accepted).isEmpty();
        assertThat(statistics.refusals()).containsKey(why.label());
        assertThat(on(server::handshakes)).isZero();
    }

    @Test
    void anotherAuthorityIsNotBelieved() {
        refused(
                new TestAuthority()
                        .credentials(Instant.now(), Duration.ofHours(1), List.of(AUTHORITY.certificate()), USER),
                DtlsRefusal.CERTIFICATE);
    }

    @Test
    void whatHasExpiredIsNotBelieved() {
        var past = Instant.now().minus(Duration.ofHours(2));
        refused(
                AUTHORITY.credentials(past, Duration.ofHours(1), List.of(AUTHORITY.certificate()), USER),
                DtlsRefusal.CERTIFICATE);
    }

    @Test
    void whatIsNotYetGoodIsNotBelieved() {
        var future = Instant.now().plus(Duration.ofHours(2));
        refused(
                AUTHORITY.credentials(future, Duration.ofHours(1), List.of(AUTHORITY.certificate()), USER),
                DtlsRefusal.CERTIFICATE);
    }

    @Test
    void aMemberOfAnotherScopeIsNone() {
        refused(AUTHORITY.credentials("rserpool://bank/pool-user?use=stock"), DtlsRefusal.OTHER_SCOPE);
    }

    @Test
    void aCertificateOfSomethingElseIsNone() {
        refused(AUTHORITY.credentials("https://shop/pool-user"), DtlsRefusal.NO_MEMBER);
    }

    @Test
    void whoSpeaksPlainSctpIsNotHeard() {
        var client = associate(plain(), udp(server));
        await().atMost(SOON).until(() -> statistics.refusals().containsKey(DtlsRefusal.PLAIN.label()));
        await().atMost(SOON).until(() -> client.reason != null);
        assertThat(accepted).isEmpty();
    }

    @Test
    void aSecuredOneGetsNothingFromWhoSpeaksPlainSctp() {
        var other = plain();
        on(() -> {
            other.open(PORT, SctpOptions.FAST).listen(Recorder.acceptAll(accepted));
            return null;
        });
        var said = new CopyOnWriteArrayList<String>();
        var log = Logger.getLogger(UsrsctpTransport.class.getName());
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                said.add(new SimpleFormatter().formatMessage(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        log.addHandler(handler);
        var client = associate(open(AUTHORITY.credentials(USER)), udp(other));
        await().atMost(SOON).until(() -> client.reason != null);
        log.removeHandler(handler);
        assertThat(accepted).isEmpty();
        assertThat(said).anyMatch(line -> line.contains("speaks DTLS"));
    }

    /** The tag is right, and so is everything else, but for that the packet is not encrypted. */
    @Test
    void aForgedAbortChangesNothing() throws Exception {
        try (var relay = new UdpRelay(udp(server))) {
            var client = established(open(AUTHORITY.credentials(USER)), relay.address());
            var path = ((UsrsctpAssociation) accepted.getFirst().association).path();
            var abort = ByteBuffer.allocate(16)
                    .putShort((short) path.peerPort)
                    .putShort((short) path.localPort)
                    .putInt(path.tags.verificationTag())
                    .putInt(0)
                    .putInt(0x0601_0004);
            Packet.seal(new CRC32C(), abort.clear(), 16, 16);
            for (int i = 0; i < 100; i++) {
                relay.inject(abort.array(), udp(server));
            }
            await().atMost(SOON).until(() -> statistics.refusals().getOrDefault(DtlsRefusal.PLAIN.label(), 0L) >= 100);
            exchange(client, accepted.getFirst());
            assertThat(client.events).containsExactly("up");
            assertThat(accepted).hasSize(1);
        }
    }

    @Test
    void whatWasSaidOnceIsNotHeardTwice() throws Exception {
        try (var relay = new UdpRelay(udp(server))) {
            var said = new CopyOnWriteArrayList<byte[]>();
            relay.watch(said::add);
            var client = established(open(AUTHORITY.credentials(USER)), relay.address());
            exchange(client, accepted.getFirst());
            int heard = accepted.getFirst().messages.size();
            for (var packet : List.copyOf(said)) {
                relay.inject(packet, udp(server));
            }
            exchange(client, accepted.getFirst());
            assertThat(accepted.getFirst().messages).hasSize(heard + 1);
            assertThat(accepted).hasSize(1);
            assertThat(client.events).containsExactly("up");
        }
    }

    @Test
    void lostPacketsAreSentAgain() throws Exception {
        try (var relay = new UdpRelay(udp(server))) {
            relay.filter(packet -> packet != 0 && packet != 4);
            var client = established(open(AUTHORITY.credentials(USER)), relay.address());
            exchange(client, accepted.getFirst());
            assertThat(relay.dropped()).isPositive();
        }
    }

    /** Nothing is said to the peer, as if the process had been killed. */
    @Test
    void aPeerThatBeginsAnewAtTheSameAddressReplacesItself() throws Exception {
        try (var relay = new UdpRelay(udp(server))) {
            var name = "spiffe://shop/ns/a/pod/c";
            die(open(AUTHORITY.credentials(USER, name)), relay);
            var lost = accepted.getFirst();
            var client = established(open(AUTHORITY.credentials(USER, name)), relay.address());
            exchange(client, accepted.getLast());
            // Whoever is there now does not know the association.
            await().atMost(SOON).until(() -> lost.reason != null);
        }
    }

    /** Makes an association and loses it without a word. */
    private void die(UsrsctpTransport first, UdpRelay relay) {
        established(first, relay.address());
        relay.open(false);
        first.close();
        relay.open(true);
    }

    @Test
    void anotherMemberAtTheSameAddressDoesNotInheritAssociations() throws Exception {
        try (var relay = new UdpRelay(udp(server))) {
            die(open(AUTHORITY.credentials(USER, "spiffe://shop/ns/a/pod/c")), relay);
            var inherited = accepted.getFirst();
            established(open(AUTHORITY.credentials(USER, "spiffe://shop/ns/a/pod/d")), relay.address());
            await().atMost(SOON).until(() -> inherited.reason == DownReason.UNREACHABLE);
        }
    }

    /** It hears of the loss by a handshake that the hint of the other one prompts: soon, not when its patience is over. */
    @Test
    void whoIsForgottenIsToldSo() throws Exception {
        try (var relay = new UdpRelay(udp(server))) {
            var client = established(open(AUTHORITY.credentials(USER)), relay.address());
            var address = udp(server);
            relay.open(false);
            server.close();
            relay.open(true);
            var successor = open(AUTHORITY.credentials(ELEMENT, "127.0.0.1", "spiffe://shop/ns/a/pod/b"), address);
            long start = System.nanoTime();
            on(() -> successor.open(PORT, SctpOptions.FAST));
            on(() -> client.association.send(0, 1, ByteBuffer.allocate(10)));
            await().atMost(SOON).until(() -> client.reason != null);
            assertThat(client.reason).isNotEqualTo(DownReason.UNREACHABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(SctpOptions.FAST.failure().deadAfter());
        }
    }

    @Test
    void bothMayBeginAtOnce() {
        var user = open(AUTHORITY.credentials(USER));
        var calls = Recorder.list();
        on(() -> {
            user.open(PORT, SctpOptions.FAST).listen(Recorder.acceptAll(calls));
            return null;
        });
        var there = new Recorder();
        var back = new Recorder();
        on(() -> {
            var toServer = EndpointAddress.of(
                    udp(server).getAddress(), PORT, udp(server).getPort());
            var toUser =
                    EndpointAddress.of(udp(user).getAddress(), PORT, udp(user).getPort());
            there.association = user.open(0, SctpOptions.FAST).associate(toServer, there);
            back.association = server.open(0, SctpOptions.FAST).associate(toUser, back);
            return null;
        });
        await().atMost(SOON).until(() -> there.ups == 1 && back.ups == 1);
        assertThat(statistics.handshakes()).as("one at each end").isEqualTo(2);
    }

    /** Of a new authority, which both trust: nobody sees a break. */
    @Test
    void aRenewedMemberKeepsItsAssociations() {
        var name = "spiffe://shop/ns/a/pod/c";
        var user = open(AUTHORITY.credentials(USER, name));
        var client = established(user, udp(server));
        var successor = new TestAuthority();
        var both = List.of(AUTHORITY.certificate(), successor.certificate());
        on(() -> {
            server.use(AUTHORITY.credentials(
                    Instant.now().minusSeconds(60),
                    Duration.ofHours(1),
                    both,
                    ELEMENT,
                    "127.0.0.1",
                    "spiffe://shop/ns/a/pod/b"));
            return null;
        });
        on(() -> {
            user.use(successor.credentials(
                    Instant.now().minusSeconds(60), Duration.ofHours(2), both, USER + "&use=more", name));
            return null;
        });
        await().atMost(SOON)
                .until(() -> on(() -> accepted.getFirst()
                        .association
                        .peerIdentity()
                        .orElseThrow()
                        .mayUse("more")));
        exchange(client, accepted.getFirst());
        assertThat(client.events).containsExactly("up");
        assertThat(accepted.getFirst().events).containsExactly("up");
    }

    @Test
    void aPeerWhosePortNobodyHasIsDead() throws Exception {
        var relay = new UdpRelay(udp(server));
        var client = established(open(AUTHORITY.credentials(USER)), relay.address());
        relay.close();
        on(() -> client.association.send(0, 1, ByteBuffer.allocate(10)));
        long start = System.nanoTime();
        await().atMost(SOON).until(() -> client.reason == DownReason.UNREACHABLE);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isLessThan(SctpOptions.FAST.failure().deadAfter());
    }

    @Test
    void anAttemptWhereNobodyIsIsRefused() throws Exception {
        var relay = new UdpRelay(udp(server));
        var nobody = relay.address();
        relay.close();
        var client = associate(open(AUTHORITY.credentials(USER)), nobody);
        await().atMost(SOON).until(() -> client.reason != null);
        assertThat(client.events).containsExactly("down REFUSED");
    }

    @Test
    void anAddressHasOnlySoManyConnectionsAndOthersAreNotConcerned() {
        var strict = open(
                AUTHORITY.credentials(ELEMENT, "127.0.0.1"),
                new InetSocketAddress("127.0.0.1", 0),
                CONFIG.withConnectionsPerHost(2));
        on(() -> {
            strict.open(PORT, SctpOptions.FAST).listen(Recorder.acceptAll(accepted));
            return null;
        });
        established(open(AUTHORITY.credentials(USER)), udp(strict));
        var second = open(AUTHORITY.credentials(USER));
        established(second, udp(strict));
        var third = associate(open(AUTHORITY.credentials(USER)), udp(strict));
        await().atMost(SOON).until(() -> third.reason == DownReason.CANNOT_CONNECT);
        assertThat(statistics.refusals()).containsKey(DtlsRefusal.TOO_MANY.label());
        established(open(AUTHORITY.credentials(USER), new InetSocketAddress("127.0.0.2", 0)), udp(strict));
        second.close();
        established(open(AUTHORITY.credentials(USER)), udp(strict));
    }

    /** The first message of a client. */
    private byte[] hello() throws Exception {
        try (var eavesdropper = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            eavesdropper.setSoTimeout(10_000);
            associate(
                    open(AUTHORITY.credentials(USER)),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), eavesdropper.getLocalPort()));
            var packet = new DatagramPacket(new byte[2000], 2000);
            eavesdropper.receive(packet);
            return Arrays.copyOf(packet.getData(), packet.getLength());
        }
    }

    /** A hundred times as many as are answered. */
    @Test
    void firstMessagesOfOneAddressKeepNobodyElseOut() throws Exception {
        var answering = open(
                AUTHORITY.credentials(ELEMENT, "127.0.0.1"),
                new InetSocketAddress("127.0.0.1", 0),
                CONFIG.withHelloAnswersPerSecond(80));
        on(() -> {
            answering.open(PORT, SctpOptions.FAST).listen(Recorder.acceptAll(accepted));
            return null;
        });
        var flood = new DatagramPacket(hello(), 0);
        flood.setLength(flood.getData().length);
        flood.setSocketAddress(udp(answering));
        try (var stranger = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.3"))) {
            var over = new AtomicBoolean();
            var flooding = CompletableFuture.runAsync(() -> {
                while (!over.get()) {
                    send(stranger, flood);
                    LockSupport.parkNanos(50_000);
                }
            });
            for (int i = 0; i < 3; i++) {
                established(open(AUTHORITY.credentials(USER), new InetSocketAddress("127.0.0.2", 0)), udp(answering));
            }
            over.set(true);
            flooding.get(10, TimeUnit.SECONDS);
        }
    }

    private static void send(DatagramSocket socket, DatagramPacket packet) {
        try {
            socket.send(packet);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** First messages by the thousand, true and mutilated, leave nothing, and members get through. */
    @Test
    void strangersLeaveNothing() throws Exception {
        var hello = hello();
        var random = new Random(1);
        try (var stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 20_000; i++) {
                var bytes = hello.clone();
                for (int mutations = i % 4; mutations > 0; mutations--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
                stranger.send(new DatagramPacket(bytes, bytes.length, udp(server)));
            }
        }
        var client = established(open(AUTHORITY.credentials(USER)), udp(server));
        exchange(client, accepted.getFirst());
        assertThat(statistics.connections()).as("one, seen from both ends").isEqualTo(2);
        assertThat(statistics.refusals()).doesNotContainKey(DtlsRefusal.TOO_MANY.label());
    }
}
