package io.rserpool.operator.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes authorities of one's own and certificates that they sign: ECDSA on P-256. */
public final class Certificates {
    /** Clocks of cluster nodes differ a little. */
    static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final int SERIAL_BITS = 127;

    private static final BigInteger P256_ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private final SecureRandom random = new SecureRandom();

    /** Makes an authority that signs others' certificates. */
    public Identity authority(String name, Instant now, Duration lifetime) {
        var keys = keys();
        var subject = new X500Principal("CN=" + name + " " + now.getEpochSecond());
        var extensions = List.of(
                extension(Extension.basicConstraints, new BasicConstraints(0)),
                extension(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)));
        return new Identity(
                keys.getPrivate(),
                certificate(subject, keys.getPublic(), subject, keys.getPrivate(), now, lifetime, extensions));
    }

    /** Makes a server's key and certificate. */
    public Identity server(Identity authority, List<String> dnsNames, Instant now, Duration lifetime) {
        var keys = keys();
        var names = dnsNames.stream()
                .map(n -> new GeneralName(GeneralName.dNSName, n))
                .toList();
        var usage = new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth);
        return new Identity(
                keys.getPrivate(),
                signed(authority, "rserpool webhook", keys.getPublic(), usage, names, now, lifetime));
    }

    /** {@return whether it is an EC key of P-256, the one kind that members have} */
    public static boolean isP256(PublicKey key) {
        return key instanceof ECPublicKey ec && ec.getParams().getOrder().equals(P256_ORDER);
    }

    /**
     * Signs a certificate for somebody's key, to be used as client and as server. It does not outlive the authority.
     *
     * @param uris alternative names
     * @param addresses likewise, as literals
     */
    public X509Certificate member(
            Identity authority,
            PublicKey key,
            List<String> uris,
            List<String> addresses,
            Instant now,
            Duration lifetime) {
        var names = Stream.concat(
                        uris.stream().map(u -> new GeneralName(GeneralName.uniformResourceIdentifier, u)),
                        addresses.stream().map(a -> new GeneralName(GeneralName.iPAddress, a)))
                .toList();
        var usage =
                new ExtendedKeyUsage(new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth});
        return signed(authority, "rserpool member", key, usage, names, now, lifetime);
    }

    private X509Certificate signed(
            Identity authority,
            String subject,
            PublicKey key,
            ExtendedKeyUsage usage,
            List<GeneralName> names,
            Instant now,
            Duration lifetime) {
        var extensions = new ArrayList<>(List.of(
                extension(Extension.basicConstraints, new BasicConstraints(false)),
                extension(Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature)),
                extension(Extension.extendedKeyUsage, usage),
                extension(Extension.subjectAlternativeName, new GeneralNames(names.toArray(new GeneralName[0])))));
        keyIdentifier(authority).ifPresent(extensions::add);
        var issuer = authority.certificate().getSubjectX500Principal();
        var left = Duration.between(now, authority.certificate().getNotAfter().toInstant());
        var life = lifetime.compareTo(left) > 0 ? left : lifetime;
        return certificate(new X500Principal("CN=" + subject), key, issuer, authority.key(), now, life, extensions);
    }

    /** Tells which of several authorities of one name signed (RFC 5280, section 4.2.1.1); our own have names of their own. */
    private static Optional<CertificateExtension> keyIdentifier(Identity authority) {
        var identifier = authority.certificate().getExtensionValue(Extension.subjectKeyIdentifier.getId());
        if (identifier == null) {
            return Optional.empty();
        }
        var key = SubjectKeyIdentifier.getInstance(
                        ASN1OctetString.getInstance(identifier).getOctets())
                .getKeyIdentifier();
        return Optional.of(extension(Extension.authorityKeyIdentifier, new AuthorityKeyIdentifier(key)));
    }

    private record CertificateExtension(ASN1ObjectIdentifier id, ASN1Encodable value) {}

    private static CertificateExtension extension(ASN1ObjectIdentifier id, ASN1Encodable value) {
        return new CertificateExtension(id, value);
    }

    private X509Certificate certificate(
            X500Principal subject,
            PublicKey key,
            X500Principal issuer,
            PrivateKey signer,
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
                    key);
            for (var e : extensions) {
                builder.addExtension(e.id(), e.id().equals(Extension.basicConstraints), e.value());
            }
            var holder = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer));
            return new JcaX509CertificateConverter().getCertificate(holder);
        } catch (OperatorCreationException | IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a certificate", e);
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
