package io.rserpool.operator.signer;

import io.rserpool.operator.certificate.Certificates;
import io.rserpool.operator.certificate.Identity;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Authorities of the operator's own making.
 *
 * @param certificates makes them
 * @param now when
 * @param life of theirs; the next one is made when a third is left
 * @param asked whether the next one is wanted now
 */
record OwnAuthority(Certificates certificates, Instant now, Duration life, boolean asked) implements AuthoritySource {
    private static final String NAME = "rserpool authority";

    @Override
    public Identity wanted(@Nullable Authorities present) {
        if (present == null) {
            return made();
        }
        boolean due = present.next() == null && (asked || present.current().isDue(now));
        return due ? made() : present.last();
    }

    private Identity made() {
        return certificates.authority(NAME, now, life);
    }
}
