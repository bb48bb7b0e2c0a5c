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
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
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
    private static final Extension AUTHORITY = extension(Extension.basicConstraints, true, new BasicConstraints(true));
    private static final Extension SIGNS = extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));

    private final KeyPair keys = keys(CURVE);
    private final X509Certificate certificate = certificate(
            ROOT, keys, Instant.EPOCH, Duration.ofDays(40_000), List.of(AUTHORITY, SIGNS, identifier(keys)));

    /** {@return the root} */
    public X509Certificate certificate() {
        return certificate;
    }

    /** {@return another authority, as it should be} */
    public Identity authority(Instant from, Duration life) {
        return authorityOf(CURVE, from, life);
    }

    /** {@return one with another kind of key} */
    public Identity authorityOf(String curve, Instant from, Duration life) {
        var own = keys(curve);
        return issued(own, from, life, List.of(AUTHORITY, SIGNS, identifier(own)));
    }

    /** {@return one that may not sign} */
    public Identity authorityWithoutSigning(Instant from, Duration life) {
        var own = keys(CURVE);
        var usage = extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        return issued(own, from, life, List.of(AUTHORITY, usage, identifier(own)));
    }

    /** {@return one for certificates of servers only} */
    public Identity authorityOfServers(Instant from, Duration life) {
        var own = keys(CURVE);
        var usage = extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        return issued(own, from, life, List.of(AUTHORITY, SIGNS, usage, identifier(own)));
    }

    /** {@return one that cannot be told from others of its name} */
    public Identity authorityWithoutIdentifier(Instant from, Duration life) {
        return issued(keys(CURVE), from, life, List.of(AUTHORITY, SIGNS));
    }

    /** {@return no authority} */
    public Identity leaf(Instant from, Duration life) {
        var own = keys(CURVE);
        var constraints = extension(Extension.basicConstraints, true, new BasicConstraints(false));
        return issued(own, from, life, List.of(constraints, identifier(own)));
    }

    private static Extension identifier(KeyPair of) {
        try {
            var identifier = new JcaX509ExtensionUtils().createSubjectKeyIdentifier(of.getPublic());
            return extension(Extension.subjectKeyIdentifier, false, identifier);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Extension extension(ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {
        try {
            return Extension.create(id, critical, value);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Identity issued(KeyPair own, Instant from, Duration life, List<Extension> extensions) {
        return new Identity(own.getPrivate(), certificate(NAME, own, from, life, extensions));
    }

    private X509Certificate certificate(
            X500Principal name, KeyPair of, Instant from, Duration life, List<Extension> extensions) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    ROOT,
                    new BigInteger(SERIAL_BITS, RANDOM),
                    Date.from(from),
                    Date.from(from.plus(life)),
                    name,
                    of.getPublic());
            for (var extension : extensions) {
                builder.addExtension(extension);
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
