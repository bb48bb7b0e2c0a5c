package io.rserpool.transport.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.identity.CertificateIdentity;
import io.rserpool.transport.identity.Credentials;
import io.rserpool.transport.identity.TestAuthority;
import io.rserpool.transport.loop.SelectorEventLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SignedCredentialsTest {
    private static final TestAuthority MEMBERS = new TestAuthority();
    private static final TestAuthority WEB = new TestAuthority();
    private static final String MEMBER = "rserpool://shop/pool-user?use=bank";
    private static final String TOKEN = "canary-of-a-token";

    @TempDir
    private Path directory;

    private final SelectorEventLoop loop = new SelectorEventLoop("signed");
    private final List<Credentials> used = new CopyOnWriteArrayList<>();
    private HttpsServer server;
    private volatile Duration life = Duration.ofHours(1);
    private volatile int status = 200;

    @BeforeEach
    void serve() throws Exception {
        server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(WEB.credentials("127.0.0.1"))));
        server.createContext("/sign", this::sign);
        server.start();
        Files.writeString(directory.resolve("token"), TOKEN + "\n");
    }

    @AfterEach
    void stop() {
        loop.close();
        server.stop(0);
    }

    private static SSLContext context(Credentials credentials) throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setKeyEntry(
                "own", credentials.key(), new char[0], credentials.chain().toArray(new Certificate[0]));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private void sign(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (status != 200
                    || !("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                answer(exchange, status == 200 ? 401 : status, "the token is of another audience");
                return;
            }
            var key = requested(exchange.getRequestBody().readAllBytes());
            answer(exchange, 200, pem(MEMBERS.certificate(key, life, MEMBER)) + pem(MEMBERS.certificate()));
        }
    }

    private static PublicKey requested(byte[] body) throws IOException {
        try {
            var request = new PKCS10CertificationRequest(body);
            var verifier = new JcaContentVerifierProviderBuilder().build(request.getSubjectPublicKeyInfo());
            assertThat(request.isSignatureValid(verifier)).isTrue();
            return new JcaPEMKeyConverter().getPublicKey(request.getSubjectPublicKeyInfo());
        } catch (PKCSException | OperatorCreationException e) {
            throw new IOException(e);
        }
    }

    private static String pem(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                    .formatted(Base64.getMimeEncoder().encodeToString(certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answer(HttpExchange exchange, int code, String text) throws IOException {
        var body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
    }

    private SignedCredentials watched(TestAuthority trusted) {
        var address = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/sign");
        var credentials =
                new SignedCredentials(new Signer(address, pem(trusted.certificate()), directory.resolve("token")));
        credentials.watch(loop, () -> false, used::add);
        return credentials;
    }

    @Test
    void theyAreSignedAndOfThePodsOwnKey() throws Exception {
        var signed = watched(WEB);
        await().until(() -> signed.problem() == null);
        var credentials = used.getFirst();
        assertThat(credentials).isEqualTo(signed.current());
        assertThat(CertificateIdentity.of(credentials.chain().getFirst()).mayUse("bank"))
                .isTrue();
        assertThat(credentials.trusted()).containsExactly(MEMBERS.certificate());
        assertThat(credentials.chain()).hasSize(1);
    }

    @Test
    void eachRenewalHasANewKey() {
        life = Duration.ofSeconds(2);
        watched(WEB);
        await().until(() -> used.size() > 1);
        assertThat(used.get(0).key()).isNotEqualTo(used.get(1).key());
    }

    @Test
    void aRefusalIsToldAndTriedAgain() {
        status = 403;
        var signed = watched(WEB);
        await().untilAsserted(() -> assertThat(signed.problem()).contains("403", "the token is of another audience"));
        assertThat(signed.problem()).doesNotContain(TOKEN);
        assertThat(signed.current()).isNull();
        status = 200;
        await().until(() -> signed.current() != null);
    }

    /** The JDK's client logs the headers that it sends. */
    @Test
    void theTokenIsInNoLog() {
        var log = new ByteArrayOutputStream();
        var handler = new StreamHandler(log, new SimpleFormatter());
        var root = Logger.getLogger("");
        var before = root.getLevel();
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
        root.setLevel(Level.ALL);
        try {
            var signed = watched(WEB);
            await().until(() -> signed.problem() == null);
        } finally {
            root.setLevel(before);
            root.removeHandler(handler);
            handler.close();
        }
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("FINE").doesNotContain(TOKEN);
    }

    @Test
    void theTokenGoesToNobodyElse() {
        var signed = watched(MEMBERS);
        await().untilAsserted(() -> assertThat(signed.problem()).contains("no answer from the signer", "PKIX"));
        assertThat(used).isEmpty();
    }

    @Test
    void whatItsUserDoesNotTakeIsNotCurrent() {
        var address = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/sign");
        var credentials =
                new SignedCredentials(new Signer(address, pem(WEB.certificate()), directory.resolve("token")));
        credentials.watch(loop, () -> false, newer -> {
            throw new TransportException("not taken");
        });
        await().untilAsserted(() -> assertThat(credentials.problem()).isEqualTo("not taken"));
        assertThat(credentials.current()).isNull();
    }
}
