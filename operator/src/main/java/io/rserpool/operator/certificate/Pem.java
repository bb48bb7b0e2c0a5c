package io.rserpool.operator.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Certificates and keys as PEM text (RFC 7468). */
public final class Pem {
    private static final int LINE = 64;

    private Pem() {}

    /** {@return it as text} */
    public static String of(X509Certificate certificate) {
        try {
            return encode("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("not an encodable certificate", e);
        }
    }

    /** {@return them one after the other} */
    public static String of(List<X509Certificate> certificates) {
        return certificates.stream().map(Pem::of).collect(Collectors.joining());
    }

    /** {@return it in PKCS #8} */
    public static String of(PrivateKey key) {
        return encode("PRIVATE KEY", key.getEncoded());
    }

    /**
     * {@return all that are in a text}
     *
     * @throws CertificateException something in it is none
     */
    public static List<X509Certificate> certificates(String pem) throws CertificateException {
        var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
        return CertificateFactory.getInstance("X.509").generateCertificates(bytes).stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    /**
     * {@return the private key in a text: PKCS #8, or the older form of EC keys (SEC 1), not encrypted}
     *
     * @throws GeneralSecurityException there is none; the message does not quote the text
     */
    public static PrivateKey key(String pem) throws GeneralSecurityException {
        try (var parser = new PEMParser(new StringReader(pem))) {
            for (var each = parser.readObject(); each != null; each = parser.readObject()) {
                if (each instanceof PrivateKeyInfo info) {
                    return new JcaPEMKeyConverter().getPrivateKey(info);
                }
                if (each instanceof PEMKeyPair pair) {
                    return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
                }
            }
        } catch (IOException | RuntimeException e) {
            // Without the cause, whose message might quote the key.
            throw new InvalidKeyException("this is no private key");
        }
        throw new InvalidKeyException("there is no private key");
    }

    private static String encode(String type, byte[] bytes) {
        var base64 = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, base64, type);
    }
}
