package io.rserpool.operator.webhook;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes an authority of one's own and server certificates that it signs: ECDSA on P-256. */
final class Certificates {
    /** Clocks of cluster nodes differ a little. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final int SERIAL_BITS = 127;

    private final SecureRandom random = new SecureRandom();

    Identity authority(Instant now, Duration lifetime) {
        var keys = keys();
        var name = new X500Principal("CN=rserpool webhook authority " + now.getEpochSecond());
        return new Identity(
                keys.getPrivate(),
                certificate(
                        name,
                        keys,
                        name,
                        keys,
                        now,
                        lifetime,
                        List.of(
                                extension(Extension.basicConstraints, new BasicConstraints(0)),
                                extension(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)))));
    }

    Identity server(Identity authority, List<String> dnsNames, Instant now, Duration lifetime) {
        var keys = keys();
        var names = dnsNames.stream()
                .map(n -> new GeneralName(GeneralName.dNSName, n))
                .toArray(GeneralName[]::new);
        var signer = new KeyPair(authority.certificate().getPublicKey(), authority.key());
        var extensions = List.of(
                extension(Extension.basicConstraints, new BasicConstraints(false)),
                extension(Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature)),
                extension(Extension.extendedKeyUsage, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth)),
                extension(Extension.subjectAlternativeName, new GeneralNames(names)));
        var subject = new X500Principal("CN=rserpool webhook");
        var issuer = authority.certificate().getSubjectX500Principal();
        return new Identity(keys.getPrivate(), certificate(subject, keys, issuer, signer, now, lifetime, extensions));
    }

    private record CertificateExtension(ASN1ObjectIdentifier id, ASN1Encodable value) {}

    private static CertificateExtension extension(ASN1ObjectIdentifier id, ASN1Encodable value) {
        return new CertificateExtension(id, value);
    }

    private X509Certificate certificate(
            X500Principal subject,
            KeyPair keys,
            X500Principal issuer,
            KeyPair signer,
            Instant now,
            Duration lifetime,
            List<CertificateExtension> extensions) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    new BigInteger(SERIAL_BITS, random),
                    Date.from(now.minus(CLOCK_SKEW)),
                    Date.from(now.plus(lifetime)),
                    subject,
                    keys.getPublic());
            for (var e : extensions) {
                builder.addExtension(e.id(), e.id().equals(Extension.basicConstraints), e.value());
            }
            var holder = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate()));
            return new JcaX509CertificateConverter().getCertificate(holder);
        } catch (OperatorCreationException | IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot make the webhook's certificate", e);
        }
    }

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no P-256 keys", e);
        }
    }
}
