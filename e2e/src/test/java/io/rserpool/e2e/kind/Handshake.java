package io.rserpool.e2e.kind;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Asks a pod's HTTPS port for something, without a certificate of one's own, by a forwarded port. */
final class Handshake {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Who answers is not what these tests are about. */
    private static final class Credulous implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private Handshake() {}

    /** {@return the first line of the answer; nothing if the connection ends without one, as it does where the handshake is refused} */
    static Optional<String> answer(KubernetesClient client, Pod pod, int port) {
        var metadata = pod.getMetadata();
        var handle = client.pods().inNamespace(metadata.getNamespace()).withName(metadata.getName());
        try (var forward = handle.portForward(port)) {
            return Optional.ofNullable(line(forward.getLocalPort()));
        } catch (SSLException | SocketException refused) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With TLS 1.3 a client learns that it is refused when it reads. */
    private static @Nullable String line(int port) throws IOException {
        try (var socket = context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: operator\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
            return new BufferedReader(answer).readLine();
        }
    }

    private static SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Credulous()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
