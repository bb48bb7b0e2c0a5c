package io.rserpool.operator.signer;

import io.rserpool.operator.certificate.Certificates;
import io.rserpool.operator.signer.Refused.Reason;
import java.io.IOException;
import java.security.PublicKey;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/** Certification requests (PKCS #10, RFC 2986). Of what is in one only the key counts. */
final class Requests {
    private Requests() {}

    /**
     * {@return the key, which who asks has proved to have}
     *
     * @throws Refused it is no request, not signed by its key, or for a key that is not of P-256
     */
    static PublicKey key(byte[] der) throws Refused {
        try {
            var request = new PKCS10CertificationRequest(der);
            var key = new JcaPEMKeyConverter().getPublicKey(request.getSubjectPublicKeyInfo());
            if (!Certificates.isP256(key)) {
                throw new Refused(Reason.REQUEST, "the request is not for an EC key of P-256");
            }
            if (!request.isSignatureValid(
                    new JcaContentVerifierProviderBuilder().build(request.getSubjectPublicKeyInfo()))) {
                throw new Refused(Reason.REQUEST, "the request is not signed by its key");
            }
            return key;
        } catch (IOException | OperatorCreationException | PKCSException | RuntimeException e) {
            throw new Refused(Reason.REQUEST, "this is no certification request in DER (RFC 2986)");
        }
    }
}
