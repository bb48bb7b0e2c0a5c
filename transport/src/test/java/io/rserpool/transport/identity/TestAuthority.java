package io.rserpool.transport.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority for tests, which signs whatever it is asked to. */
public final class TestAuthority {
    private static final int SERIAL_BITS = 64;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X500Principal name;
    private final KeyPair keys = keys();
    private final X509Certificate certificate;

    public TestAuthority() {
        name = new X500Principal("CN=authority " + RANDOM.nextInt());
        certificate = authority(name, keys.getPublic());
    }

    private TestAuthority(TestAuthority issuer, String name) {
        this.name = new X500Principal("CN=" + name);
        certificate = issuer.authority(this.name, keys.getPublic());
    }

    /** Another one whose certificate this one signs. */
    public TestAuthority issue(String name) {
        return new TestAuthority(this, name);
    }

    private X509Certificate authority(X500Principal subject, PublicKey of) {
        return sign(subject, of, Instant.now().minusSeconds(60), Duration.ofDays(1), true);
    }

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate sign(
            X500Principal subject, PublicKey of, Instant from, Duration life, boolean authority, String... names) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(SERIAL_BITS, RANDOM),
                    Date.from(from),
                    Date.from(from.plus(life)),
                    subject,
                    of);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            var identifiers = new JcaX509ExtensionUtils();
            if (authority) {
                builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(of));
            }
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(keys.getPublic()));
            if (names.length > 0) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(Arrays.stream(names)
                                .map(each -> new GeneralName(
                                        each.contains("://")
                                                ? GeneralName.uniformResourceIdentifier
                                                : GeneralName.iPAddress,
                                        each))
                                .toArray(GeneralName[]::new)));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** Credentials with these alternative names, URIs and addresses, good for an hour. */
    public Credentials credentials(String... names) {
        return credentials(Instant.now().minusSeconds(60), Duration.ofHours(1), List.of(certificate), names);
    }

    /** Likewise, for another time, with other authorities to trust. */
    public Credentials credentials(Instant from, Duration life, List<X509Certificate> trusted, String... names) {
        var own = keys();
        var leaf = sign(new X500Principal("CN=member " + RANDOM.nextInt()), own.getPublic(), from, life, false, names);
        return new Credentials(List.of(leaf), own.getPrivate(), trusted);
    }

    /** A certificate for somebody's key, from a minute ago. */
    public X509Certificate certificate(PublicKey of, Duration life, String... names) {
        var from = Instant.now().minusSeconds(60);
        return sign(new X500Principal("CN=member " + RANDOM.nextInt()), of, from, life.plusSeconds(60), false, names);
    }
}
