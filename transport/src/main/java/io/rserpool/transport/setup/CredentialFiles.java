package io.rserpool.transport.setup;

import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.identity.Credentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * {@link Credentials} in PEM files (RFC 7468), such as those of a mounted Secret.
 *
 * @param certificate one's own, then those of its issuers without the root
 * @param key of it: EC, PKCS #8, not encrypted
 * @param trusted authorities' certificates
 */
public record CredentialFiles(Path certificate, Path key, Path trusted) {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----", Pattern.DOTALL);

    private static final long LARGEST = 1 << 20;

    /**
     * Reads them.
     *
     * @throws TransportException one is not there, or is not what it should be; the message says which and why
     */
    public Credentials read() {
        return new Credentials(certificates(certificate), privateKey(), certificates(trusted));
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new TransportException(file + " is too long for PEM");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new TransportException(file + " is not there", e);
        } catch (IOException e) {
            throw new TransportException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<X509Certificate> certificates(Path file) {
        return certificates(file.toString(), bytes(file));
    }

    /** Reads them, at least one, from PEM; {@code what} it is of stands in the error's message. */
    static List<X509Certificate> certificates(String what, byte[] pem) {
        try {
            var certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (certificates.isEmpty()) {
                throw new TransportException(what + " has no certificate (-----BEGIN CERTIFICATE-----)");
            }
            return certificates.stream().map(X509Certificate.class::cast).toList();
        } catch (CertificateException e) {
            throw new TransportException(what + " has no certificates in PEM: " + e.getMessage(), e);
        }
    }

    private PrivateKey privateKey() {
        var matcher = PKCS8.matcher(new String(bytes(key), StandardCharsets.US_ASCII));
        if (!matcher.find()) {
            throw new TransportException(
                    key
                            + " has no private key in PKCS #8 (-----BEGIN PRIVATE KEY-----): openssl pkcs8 -topk8 -nocrypt converts others");
        }
        try {
            var der = Base64.getMimeDecoder().decode(matcher.group(1));
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Without the cause, whose message might quote the key.
            throw new TransportException(key + " has a private key that is not one of an elliptic curve");
        }
    }

    /** A digest of what is in them: two versions may have one size and one time. */
    String state() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var file : List.of(certificate, key, trusted)) {
                digest.update(bytesOrProblem(file));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static byte[] bytesOrProblem(Path file) {
        try {
            return bytes(file);
        } catch (TransportException e) {
            return String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8);
        }
    }
}
