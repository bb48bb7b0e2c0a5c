package io.rserpool.operator.webhook;

import io.rserpool.operator.Settings;
import io.rserpool.operator.certificate.Pem;
import io.rserpool.operator.guard.Failures;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask for reviews, where API servers have a client certificate: whoever has one of an authority that the settings name and, if these name common names, too, with one
 * of them. The file with the authorities is read again and again, since it is replaced when they change.
 */
@Singleton
final class ApiServers extends X509ExtendedTrustManager {
    private final Optional<Path> file;
    private final Set<String> names;
    private volatile String read = "";
    private volatile @Nullable X509ExtendedTrustManager authorities;

    @Inject
    ApiServers(Settings settings) {
        this.file = settings.webhook().clientAuthority();
        this.names = Set.copyOf(settings.webhook().clientNames().orElse(List.of()));
    }

    /** {@return whether they have to show a certificate} */
    boolean areAsked() {
        return file.isPresent();
    }

    /** {@return whether it is known whose certificates count} */
    boolean areKnown() {
        return file.isEmpty() || authorities != null;
    }

    /**
     * Reads the file, if there is one.
     *
     * @throws IOException it cannot be read, or is no PEM with certificates: what was read before counts on
     */
    void refresh() throws IOException {
        if (file.isEmpty()) {
            return;
        }
        var text = Files.readString(file.get(), StandardCharsets.US_ASCII);
        if (!text.equals(read)) {
            try {
                authorities = trusting(Pem.certificates(text));
            } catch (GeneralSecurityException e) {
                throw new IOException("%s has no authorities of client certificates: %s".formatted(file.get(), e), e);
            }
            read = text;
        }
    }

    private static X509ExtendedTrustManager trusting(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        if (authorities.isEmpty()) {
            throw new CertificateException("there is no -----BEGIN CERTIFICATE-----");
        }
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (var authority : authorities) {
            store.setCertificateEntry(Integer.toString(store.size()), authority);
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Stream.of(factory.getTrustManagers())
                .<X509ExtendedTrustManager>mapMulti(ApiServers::onlyExtended)
                .findFirst()
                .orElseThrow();
    }

    private static void onlyExtended(TrustManager manager, Consumer<X509ExtendedTrustManager> to) {
        if (manager instanceof X509ExtendedTrustManager extended) {
            to.accept(extended);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            var believed = authorities;
            if (believed == null) {
                throw new CertificateException("the authorities of client certificates could not be read yet");
            }
            believed.checkClientTrusted(chain, authType, engine);
            checkName(chain[0]);
        } catch (CertificateException e) {
            Failures.refused(
                    "webhook",
                    "the client certificate of %s is refused: %s"
                            .formatted(chain[0].getSubjectX500Principal(), e.getMessage()));
            throw e;
        }
    }

    private void checkName(X509Certificate certificate) throws CertificateException {
        if (!names.isEmpty() && commonNames(certificate).noneMatch(names::contains)) {
            throw new CertificateException("its common name is none of " + String.join(", ", names));
        }
    }

    private static Stream<String> commonNames(X509Certificate certificate) throws CertificateEncodingException {
        return Arrays.stream(
                        new JcaX509CertificateHolder(certificate).getSubject().getRDNs(BCStyle.CN))
                .map(name -> IETFUtils.valueToString(name.getFirst().getValue()));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw onlyEngines();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw onlyEngines();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw onlyEngines();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw onlyEngines();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw onlyEngines();
    }

    private static CertificateException onlyEngines() {
        return new CertificateException("clients of an HTTPS server only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        var believed = authorities;
        return believed == null ? new X509Certificate[0] : believed.getAcceptedIssuers();
    }
}
