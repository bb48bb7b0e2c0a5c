package io.rserpool.operator.signer;

import io.rserpool.operator.certificate.Identity;
import org.jspecify.annotations.Nullable;

/** Where authorities come from. */
interface AuthoritySource {
    /** There is none that could be used. The message says what to do. */
    final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    /**
     * {@return who is to sign in the end: somebody new, or the last one there is}
     *
     * @param present those that there are; null = none yet
     * @throws Unusable nobody knows: those that there are go on
     */
    Identity wanted(@Nullable Authorities present) throws Unusable;
}
