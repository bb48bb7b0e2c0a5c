package io.rserpool.transport.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.Recorder;
import io.rserpool.transport.dtls.DtlsConfig;
import io.rserpool.transport.dtls.DtlsRefusal;
import io.rserpool.transport.dtls.DtlsStatistics;
import io.rserpool.transport.dtls.TlsStreams;
import io.rserpool.transport.identity.Credentials;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.identity.TestAuthority;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.tcp.TcpStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may speak with a secured endpoint for messages over TCP, and what everybody else can do to it. */
@Timeout(60)
class SecuredMessagesTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final InetAddress LOCAL = InetAddress.ofLiteral("127.0.0.1");
    private static final String REGISTRAR = "rserpool://shop/registrar";
    private static final String USER = "rserpool://shop/pool-user?use=stock";
    private static final int PPID = 11;
    private static final Duration SOON = Duration.ofSeconds(15);

    private final SelectorEventLoop loop = new SelectorEventLoop("test");
    private final TcpStack stack = loop.call(() -> new TcpStack(loop));
    private final DtlsStatistics statistics = new DtlsStatistics();
    private final DtlsStatistics clients = new DtlsStatistics();
    private final List<Recorder> accepted = Recorder.list();
    private final AtomicReference<Credentials> credentials = new AtomicReference<>(AUTHORITY.credentials(REGISTRAR));

    @AfterEach
    void close() {
        loop.close();
    }

    private static MessageOptions options(Duration stall) {
        return new MessageOptions(
                PPID, 1 << 16, 1 << 17, 1024, 1024, Duration.ofSeconds(5), Duration.ofMinutes(5), stall);
    }

    private MessageEndpoint serve(DtlsConfig config, Duration stall) {
        return serve(new TlsStreams(loop, "shop", credentials::get, config, statistics), stall);
    }

    private MessageEndpoint serve(@Nullable TlsStreams tls, Duration stall) {
        return loop.call(() -> {
            var endpoint = MessageEndpoint.bound(stack, new InetSocketAddress(LOCAL, 0), options(stall), tls);
            endpoint.listen(Recorder.acceptAll(accepted));
            return endpoint;
        });
    }

    private MessageEndpoint serve() {
        return serve(DtlsConfig.DEFAULT, Duration.ofSeconds(10));
    }

    private Recorder connect(int port, @Nullable Credentials own) {
        var tls = own == null ? null : new TlsStreams(loop, "shop", () -> own, DtlsConfig.DEFAULT, clients);
        var recorder = new Recorder();
        recorder.association = loop.call(() -> MessageEndpoint.connecting(stack, options(Duration.ofSeconds(10)), tls)
                .associate(EndpointAddress.of(LOCAL, port, 0), recorder));
        return recorder;
    }

    private Recorder established(int port) {
        int before = accepted.size();
        var client = connect(port, AUTHORITY.credentials(USER));
        await().atMost(SOON).until(() -> client.ups == 1 && accepted.size() > before);
        return client;
    }

    private void exchange(Recorder client, Recorder server) {
        int there = server.messages.size();
        int back = client.messages.size();
        loop.call(() -> client.association.send(0, PPID, message(3000)));
        loop.call(() -> server.association.send(0, PPID, message(40_000)));
        await().atMost(SOON).until(() -> server.messages.size() > there && client.messages.size() > back);
    }

    private static ByteBuffer message(int length) {
        return ByteBuffer.allocate(length).putShort(2, (short) length);
    }

    private void awaitRefusal(DtlsStatistics of, DtlsRefusal why) {
        await().atMost(SOON).until(() -> of.refusals().containsKey(why.label()));
    }

    @Test
    void eachKnowsWhoTheOtherIs() {
        var client = established(serve().port());
        PeerIdentity registrar =
                loop.call(() -> client.association.peerIdentity().orElseThrow());
        assertThat(registrar.scope()).isEqualTo("shop");
        PeerIdentity user =
                loop.call(() -> accepted.getFirst().association.peerIdentity().orElseThrow());
        assertThat(user.mayUse("stock")).isTrue();
        exchange(client, accepted.getFirst());
    }

    /** The client of TLS 1.3 may believe for a moment that it was let in. */
    private void refused(Credentials stranger, DtlsRefusal why) {
        var client = connect(serve().port(), stranger);
        awaitRefusal(statistics, why);
        await().atMost(SOON).until(() -> client.reason != null);
        assertThat(accepted).isEmpty();
        assertThat(client.messages).isEmpty();
        assertThat(statistics.connections()).isZero();
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
    void aMemberOfAnotherScopeIsNone() {
        refused(AUTHORITY.credentials("rserpool://bank/pool-user?use=stock"), DtlsRefusal.OTHER_SCOPE);
    }

    @Test
    void aCertificateOfSomethingElseIsNone() {
        refused(AUTHORITY.credentials("https://shop/pool-user"), DtlsRefusal.NO_MEMBER);
    }

    @Test
    void aClientBelievesNoServerOfAnotherScopeEither() {
        credentials.set(AUTHORITY.credentials("rserpool://bank/registrar"));
        var client = connect(serve().port(), AUTHORITY.credentials(USER));
        awaitRefusal(clients, DtlsRefusal.OTHER_SCOPE);
        await().atMost(SOON).until(() -> client.reason != null);
        assertThat(client.ups).isZero();
    }

    /** A client of TLS with no certificate, by another implementation; and one that offers TLS 1.2 only. */
    private void refusedJsse(String version, DtlsRefusal why) throws Exception {
        int port = serve().port();
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Credulous()}, new SecureRandom());
        try (var socket = context.getSocketFactory().createSocket(LOCAL, port)) {
            ((javax.net.ssl.SSLSocket) socket).setEnabledProtocols(new String[] {version});
            socket.getOutputStream().write(message(100).array());
            assertThat(socket.getInputStream().read()).isNegative();
        } catch (IOException expected) {
            // An alert.
        }
        awaitRefusal(statistics, why);
        assertThat(accepted).isEmpty();
    }

    @Test
    void whoHasNoCertificateIsNotLetIn() throws Exception {
        refusedJsse("TLSv1.3", DtlsRefusal.CERTIFICATE);
    }

    @Test
    void olderVersionsAreNotSpoken() throws Exception {
        refusedJsse("TLSv1.2", DtlsRefusal.HANDSHAKE);
    }

    @Test
    void whoSpeaksWithoutTlsIsNotHeard() {
        var client = connect(serve().port(), null);
        loop.call(() -> client.association.send(0, PPID, message(100)));
        awaitRefusal(statistics, DtlsRefusal.PLAIN);
        await().atMost(SOON).until(() -> client.reason != null);
        assertThat(accepted).isEmpty();
    }

    @Test
    void whoSpeaksTlsIsNotHeardWhereSecurityIsOff() {
        var client = connect(serve((TlsStreams) null, Duration.ofSeconds(10)).port(), AUTHORITY.credentials(USER));
        awaitRefusal(clients, DtlsRefusal.HANDSHAKE);
        await().atMost(SOON).until(() -> client.reason != null);
        assertThat(client.ups).isZero();
        assertThat(accepted).allSatisfy(each -> assertThat(each.messages).isEmpty());
    }

    @Test
    void silentStrangersAreGivenUpAndHinderNobody() throws Exception {
        var config = new DtlsConfig(8, 100, 100, 500, 1, Duration.ofSeconds(10), SOON, SOON);
        int port = serve(config, Duration.ofMillis(500)).port();
        var strangers = new ArrayList<Socket>();
        for (int i = 0; i < 20; i++) {
            strangers.add(new Socket(LOCAL, port));
        }
        awaitRefusal(statistics, DtlsRefusal.TOO_MANY);
        var client = established(port);
        exchange(client, accepted.getFirst());
        awaitRefusal(statistics, DtlsRefusal.TIMEOUT);
        for (var each : strangers) {
            each.close();
        }
        assertThat(loop.statistics().failures()).isZero();
    }

    /** What a client says is delivered byte by byte, and cut off after so many of them. */
    @Test
    void handshakesComeByteByByteAndEndAnywhere() throws Exception {
        int port = serve().port();
        var said = relayed(port, Integer.MAX_VALUE);
        int all = said.size();
        assertThat(all).isGreaterThan(500);
        for (int cut = 1; cut < all; cut += 97) {
            relayed(port, cut);
        }
        await().atMost(SOON).until(() -> statistics.connections() == 0);
        exchange(established(port), accepted.getLast());
        assertThat(loop.statistics().failures()).isZero();
    }

    private List<Byte> relayed(int port, int most) throws Exception {
        var said = new CopyOnWriteArrayList<Byte>();
        try (var relay = new ServerSocket(0, 1, LOCAL)) {
            var client = connect(relay.getLocalPort(), AUTHORITY.credentials(USER));
            try (var in = relay.accept();
                    var out = new Socket(LOCAL, port)) {
                out.setTcpNoDelay(true);
                var back = Thread.ofVirtual().start(() -> {
                    try {
                        out.getInputStream().transferTo(in.getOutputStream());
                    } catch (IOException end) {
                        // The other direction has ended it.
                    }
                });
                loop.call(() -> client.association.send(0, PPID, message(8)));
                int before = accepted.size();
                while (said.size() < most) {
                    if (in.getInputStream().available() == 0 && accepted.size() > before || !back.isAlive()) {
                        break;
                    }
                    if (in.getInputStream().available() > 0) {
                        int next = in.getInputStream().read();
                        said.add((byte) next);
                        out.getOutputStream().write(next);
                    }
                    if (!accepted.isEmpty() && !accepted.getLast().messages.isEmpty()) {
                        break;
                    }
                }
            }
            await().atMost(SOON).until(() -> client.reason != null);
        }
        return said;
    }

    @Test
    void newConnectionsAreMadeWithNewCredentialsAndOldOnesGoOn() {
        int port = serve().port();
        var old = established(port);
        var newer = new TestAuthority();
        credentials.set(newer.credentials(
                Instant.now().minusSeconds(60), Duration.ofHours(1), List.of(newer.certificate()), REGISTRAR));
        var client = connect(port, AUTHORITY.credentials(USER));
        await().atMost(SOON).until(() -> client.reason != null);
        assertThat(client.ups).isZero();
        exchange(old, accepted.getFirst());
    }

    private static final class Credulous extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(
                java.security.cert.X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(
                java.security.cert.X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}

        @Override
        public java.security.cert.X509Certificate[] getAcceptedIssuers() {
            return new java.security.cert.X509Certificate[0];
        }
    }
}
