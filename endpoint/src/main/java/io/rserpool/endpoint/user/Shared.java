package io.rserpool.endpoint.user;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.asap.PoolDirectory;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.asap.SuspectElements;
import io.rserpool.endpoint.failover.JournalBudget;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.transport.loop.EventLoop;
import java.time.Duration;

/** What all sessions of a pool user have in common. */
record Shared(
        EventLoop loop,
        PoolUserOptions options,
        Registrars registrars,
        SuspectElements suspects,
        PoolDirectory directory,
        ElementLinks links,
        JournalBudget journals,
        RetryBudget retries,
        Gathering gathering,
        EndpointMetrics metrics) {
    private static final Duration RECENT = Duration.ofSeconds(3);
    private static final Duration ANY_AGE = Duration.ofDays(1);

    /** How old a resolution may be for the first element of a session. */
    Duration usualAge(PoolHandle handle) {
        return directory.usualAge(handle);
    }

    /** The same for one that has another way: any age while no registrar would tell a newer one. */
    Duration impatientAge(PoolHandle handle) {
        return registrars.answers() ? usualAge(handle) : ANY_AGE;
    }

    /** How old a resolution may be if somebody must not wait for a registrar without need. */
    Duration urgentAge() {
        return registrars.answers() ? RECENT : ANY_AGE;
    }
}
