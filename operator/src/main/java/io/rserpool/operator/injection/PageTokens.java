package io.rserpool.operator.injection;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the operator shows to sidecars and registrars that tell their pages to nobody else. All of a namespace have the same: who may read one pod there may read the others.
 */
@ApplicationScoped
public class PageTokens {
    /** Tells these from what else is made with the key. */
    private static final String PURPOSE = "management pages of namespace ";

    private volatile byte @Nullable [] key;

    /** Makes tokens with this key from now on. */
    public void use(byte[] shared) {
        key = shared.clone();
    }

    /** {@return the token of a namespace; none as long as there is no key} */
    public Optional<String> of(String namespace) {
        return Optional.ofNullable(key).map(shared -> HexFormat.of().formatHex(Hmac.of(shared, PURPOSE + namespace)));
    }

    /** {@return the header's value for a request to a pod of a namespace} */
    public Optional<String> authorization(String namespace) {
        return of(namespace).map(token -> "Bearer " + token);
    }
}
