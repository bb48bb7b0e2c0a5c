package io.rserpool.operator.injection;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What the operator shows to sidecars and registrars that tell their pages to nobody else. All of a namespace have the same: who may read one pod there may read the others.
 */
@ApplicationScoped
public class PageTokens {
    private static final String ALGORITHM = "HmacSHA256";

    /** Tells these from what else is made with the key. */
    private static final String PURPOSE = "management pages of namespace ";

    private volatile byte @Nullable [] key;

    /** Makes tokens with this key from now on. */
    public void use(byte[] shared) {
        key = shared.clone();
    }

    /** {@return the token of a namespace; none as long as there is no key} */
    public Optional<String> of(String namespace) {
        var shared = key;
        if (shared == null) {
            return Optional.empty();
        }
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(shared, ALGORITHM));
            return Optional.of(
                    HexFormat.of().formatHex(mac.doFinal((PURPOSE + namespace).getBytes(StandardCharsets.UTF_8))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }

    /** {@return the header's value for a request to a pod of a namespace} */
    public Optional<String> authorization(String namespace) {
        return of(namespace).map(token -> "Bearer " + token);
    }
}
