package io.rserpool.operator.plan;

import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.api.Pool;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * Under which handle a Pool is registered in its scope: {@code namespace/handle}, so that no namespace can have another one's, however old
 * its Pool is. A plain {@code spec.handle} needs a grant: of the scope's {@code spec.handles}, or by being in the scope's own namespace.
 */
public final class Handles {
    private static final String SEPARATOR = "/";

    /** No {@code spec.handle} can have it, so none is what another one was shortened to. */
    private static final String SHORTENED = "~";

    /** As many digits of base 36 as are 64 bits and more: nobody finds a name with the same ones. */
    private static final int DIGITS = 13;

    private static final int RADIX = 36;

    private Handles() {}

    /** {@return the handle of a Pool in its scope, at most {@value Pool#MAX_HANDLE_BYTES} bytes} */
    public static String of(Pool pool, OperationScope scope) {
        return isPlain(pool, scope)
                ? pool.handle()
                : namespaced(pool.getMetadata().getNamespace(), pool.handle());
    }

    /** {@return the handle that belongs to a namespace alone} */
    public static String namespaced(String namespace, String handle) {
        var prefix = namespace + SEPARATOR;
        var whole = handle.startsWith(prefix) ? handle : prefix + handle;
        return whole.length() <= Pool.MAX_HANDLE_BYTES ? whole : shortened(whole);
    }

    /** {@return whether the Pool has its {@code spec.handle} as it is} */
    private static boolean isPlain(Pool pool, OperationScope scope) {
        return wantsPlain(pool)
                && (isOfSameNamespace(pool, scope)
                        || Optional.ofNullable(scope.getSpec().handles()).stream()
                                .flatMap(grants -> grants.stream())
                                .anyMatch(g -> g.admits(
                                        pool.handle(), pool.getMetadata().getNamespace())));
    }

    /** {@return whether the Pool wants a handle that needs a grant, and has none} */
    public static boolean isDenied(Pool pool, OperationScope scope) {
        return wantsPlain(pool) && !isPlain(pool, scope);
    }

    /** One with a slash is one of a namespace, whoever asks for it. */
    private static boolean wantsPlain(Pool pool) {
        return pool.getSpec().handle() != null && !pool.handle().contains(SEPARATOR);
    }

    private static boolean isOfSameNamespace(Pool pool, OperationScope scope) {
        return pool.getMetadata().getNamespace().equals(scope.getMetadata().getNamespace());
    }

    private static String shortened(String handle) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(handle.getBytes(StandardCharsets.UTF_8));
            var digits = new BigInteger(1, digest).toString(RADIX);
            var room = Pool.MAX_HANDLE_BYTES - DIGITS - SHORTENED.length();
            return handle.substring(0, room) + SHORTENED + digits.substring(digits.length() - DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
