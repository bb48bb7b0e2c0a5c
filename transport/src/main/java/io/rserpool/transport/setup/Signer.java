package io.rserpool.transport.setup;

import io.rserpool.transport.association.TransportException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Who signs certificates of members: the operator. It is asked over HTTPS with a certification request and a token of the pod, and answers with the
 * certificate, then those of the authorities that members' certificates come from.
 *
 * @param address {@code https:} URL that requests are POSTed to
 * @param trusted authorities that its server certificate may come from (PEM)
 * @param token file with the token that says which pod asks; it is read anew each time, as the kubelet replaces it
 */
public record Signer(URI address, String trusted, Path token) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LONGEST_ANSWER = 1 << 16;
    private static final int LONGEST_REASON = 500;

    /** The JDK's own, which at FINE writes all that is sent, the token as well. It is kept, as levels of loggers that nobody has are forgotten. */
    private static final Logger HEADERS = Logger.getLogger("sun.net.www.protocol.http.HttpURLConnection");

    /**
     * Asks once; takes up to {@code 10 s} twice.
     *
     * @param request in DER
     * @return the certificate, then the authorities
     * @throws TransportException it does not answer, or refuses; the message says why
     */
    List<X509Certificate> sign(byte[] request) {
        HEADERS.setLevel(Level.OFF);
        try {
            var connection = (HttpsURLConnection) address.toURL().openConnection();
            connection.setSSLSocketFactory(sockets());
            connection.setConnectTimeout((int) PATIENCE.toMillis());
            connection.setReadTimeout((int) PATIENCE.toMillis());
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty(
                    "Authorization", "Bearer " + Files.readString(token).strip());
            connection.setRequestProperty("Content-Type", "application/pkcs10");
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(request.length);
            try (var body = connection.getOutputStream()) {
                body.write(request);
            }
            return answer(connection);
        } catch (IOException e) {
            throw new TransportException("no answer from the signer at " + address + ": " + e, e);
        }
    }

    private static List<X509Certificate> answer(HttpsURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            throw new TransportException("the signer refuses (%d): %s".formatted(status, reason(connection)));
        }
        try (var body = connection.getInputStream()) {
            var certificates = CredentialFiles.certificates("the signer's answer", body.readNBytes(LONGEST_ANSWER));
            if (certificates.size() < 2) {
                throw new TransportException("the signer's answer has no authority");
            }
            return certificates;
        }
    }

    private static String reason(HttpsURLConnection connection) throws IOException {
        try (var body = connection.getErrorStream()) {
            return body == null
                    ? "no reason given"
                    : new String(body.readNBytes(LONGEST_REASON), StandardCharsets.UTF_8).strip();
        }
    }

    private SSLSocketFactory sockets() {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (var each : CredentialFiles.certificates(
                    "the signer's authority", trusted.getBytes(StandardCharsets.US_ASCII))) {
                store.setCertificateEntry(Integer.toString(number++), each);
            }
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new TransportException("cannot speak TLS with the signer: " + e.getMessage(), e);
        }
    }
}
