package io.rserpool.operator.signer;

import io.rserpool.operator.certificate.Certificates;
import io.rserpool.operator.certificate.Identity;
import io.rserpool.operator.certificate.Pem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;

/**
 * The authority that others keep in a Secret, such as cert-manager. Of {@code tls.crt} the first certificate counts, which may itself be signed by whomever: members believe it alone,
 * not who signed it.
 *
 * @param secret "namespace/name", for messages
 * @param data of the Secret; null = there is none
 * @param now the time
 * @param least how long it has to be good for yet
 */
record IssuedAuthority(String secret, @Nullable Map<String, String> data, Instant now, Duration least)
        implements AuthoritySource {
    private static final String CERTIFICATE = "tls.crt";
    private static final String KEY = "tls.key";
    private static final int CERTIFICATE_SIGN = 5;
    private static final String ANY_USAGE = KeyPurposeId.anyExtendedKeyUsage.getId();
    private static final List<String> MEMBER_USAGES =
            List.of(KeyPurposeId.id_kp_serverAuth.getId(), KeyPurposeId.id_kp_clientAuth.getId());

    private static final byte[] PROBE = {1};

    @Override
    public Identity wanted(@Nullable Authorities present) throws Unusable {
        var certificate = certificate();
        if (certificate.getBasicConstraints() < 0) {
            throw unusable("is that of no authority: it has to be issued with isCA: true");
        }
        var usage = certificate.getKeyUsage();
        if (usage != null && !usage[CERTIFICATE_SIGN]) {
            throw unusable("may not sign certificates: it has to be issued with the usage \"cert sign\"");
        }
        if (!mayServeAndAsk(certificate)) {
            throw unusable(
                    "has extended key usages, but not those of server and client, which members are: it has to be issued without any");
        }
        if (!Certificates.isP256(certificate.getPublicKey())) {
            throw unusable("has another key than ECDSA on P-256, which members need");
        }
        if (certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId()) == null) {
            throw unusable(
                    "has no subject key identifier (RFC 5280, section 4.2.1.2), by which members tell it from the"
                            + " next one of its name");
        }
        checkTimes(certificate);
        return new Identity(key(certificate), certificate);
    }

    private static boolean mayServeAndAsk(X509Certificate certificate) {
        try {
            var usages = certificate.getExtendedKeyUsage();
            return usages == null || usages.contains(ANY_USAGE) || usages.containsAll(MEMBER_USAGES);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private void checkTimes(X509Certificate certificate) throws Unusable {
        var from = certificate.getNotBefore().toInstant();
        var until = certificate.getNotAfter().toInstant();
        if (now.isBefore(from)) {
            throw unusable("is valid from %s only".formatted(from));
        }
        if (now.isAfter(until)) {
            throw unusable("has expired at %s: renew it".formatted(until));
        }
        if (now.plus(least).isAfter(until)) {
            throw unusable(
                    "expires at %s, which is sooner than the %s that it takes to follow it: renew it earlier (cert-manager: renewBefore)"
                            .formatted(until, least));
        }
    }

    private X509Certificate certificate() throws Unusable {
        if (data == null) {
            throw new Unusable(
                    "there is no Secret %s, which the authority of members has to come from: kubectl describe its Certificate, if cert-manager is to make it"
                            .formatted(secret));
        }
        try {
            return certificates().getFirst();
        } catch (GeneralSecurityException | RuntimeException e) {
            throw unusable("cannot be read: it has to be PEM");
        }
    }

    private List<X509Certificate> certificates() throws GeneralSecurityException {
        return Pem.certificates(text(CERTIFICATE));
    }

    private PrivateKey key(X509Certificate certificate) throws Unusable {
        PrivateKey key;
        try {
            key = Pem.key(text(KEY));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new Unusable(
                    "%s of Secret %s cannot be read: it has to be PEM, not encrypted".formatted(KEY, secret));
        }
        if (!fits(key, certificate)) {
            throw new Unusable("%s of Secret %s is not the key of %s".formatted(KEY, secret, CERTIFICATE));
        }
        return key;
    }

    private static boolean fits(PrivateKey key, X509Certificate certificate) {
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(PROBE);
            var signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private String text(String key) {
        return new String(
                Base64.getDecoder().decode(String.valueOf(data == null ? null : data.get(key))),
                StandardCharsets.US_ASCII);
    }

    private Unusable unusable(String what) {
        return new Unusable("%s of Secret %s %s".formatted(CERTIFICATE, secret, what));
    }
}
