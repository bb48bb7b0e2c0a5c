package io.rserpool.operator.certificate;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** A company's authority that signs others, as one of cert-manager's issuers does: all of one name. */
public final class TestIssuer {
    private static final X500Principal ROOT = new X500Principal("CN=company root");
    private static final X500Principal NAME = new X500Principal("CN=rserpool members");
    private static final String CURVE = "secp256r1";
    private static final int SERIAL_BITS = 64;
    private static final int FIELD_BITS = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeyPair keys = keys(CURVE);
    private final X509Certificate certificate =
            certificate(ROOT, keys, Instant.EPOCH, Duration.ofDays(40_000), true, KeyUsage.keyCertSign, true);

    /** {@return the root} */
    public X509Certificate certificate() {
        return certificate;
    }

    public Identity authority(Instant from, Duration life) {
        return issued(CURVE, from, life, true, KeyUsage.keyCertSign, true);
    }

    public Identity authorityOf(String curve, Instant from, Duration life) {
        return issued(curve, from, life, true, KeyUsage.keyCertSign, true);
    }

    public Identity authorityWithoutSigning(Instant from, Duration life) {
        return issued(CURVE, from, life, true, KeyUsage.digitalSignature, true);
    }

    public Identity authorityWithoutIdentifier(Instant from, Duration life) {
        return issued(CURVE, from, life, true, KeyUsage.keyCertSign, false);
    }

    /** {@return no authority} */
    public Identity leaf(Instant from, Duration life) {
        return issued(CURVE, from, life, false, KeyUsage.digitalSignature, true);
    }

    private Identity issued(
            String curve, Instant from, Duration life, boolean authority, int usage, boolean identifier) {
        var own = keys(curve);
        return new Identity(own.getPrivate(), certificate(NAME, own, from, life, authority, usage, identifier));
    }

    private X509Certificate certificate(
            X500Principal name,
            KeyPair of,
            Instant from,
            Duration life,
            boolean authority,
            int usage,
            boolean identifier) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    ROOT,
                    new BigInteger(SERIAL_BITS, RANDOM),
                    Date.from(from),
                    Date.from(from.plus(life)),
                    name,
                    of.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            if (identifier) {
                builder.addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(of.getPublic()));
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys(String curve) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return a key of P-256 as cert-manager writes it unless told otherwise (SEC 1, RFC 5915)} */
    public static String olderForm(PrivateKey key) throws IOException {
        var secret = ((java.security.interfaces.ECPrivateKey) key).getS();
        var text = new StringWriter();
        try (var writer = new PemWriter(text)) {
            var encoded = new ECPrivateKey(FIELD_BITS, secret, SECObjectIdentifiers.secp256r1).getEncoded();
            writer.writeObject(new PemObject("EC PRIVATE KEY", encoded));
        }
        return text.toString();
    }
}
