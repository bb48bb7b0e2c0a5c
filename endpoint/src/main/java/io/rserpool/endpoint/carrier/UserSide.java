package io.rserpool.endpoint.carrier;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.asap.PooledElement;
import io.rserpool.endpoint.authorisation.Admission;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.EventLoop;
import java.util.Set;

/** What the associations of a PU share. */
public interface UserSide {
    EventLoop loop();

    SessionLimits limits();

    EndpointMetrics metrics();

    /** Who is given sessions. */
    Admission admission();

    /** These elements are dead as far as one can see. */
    void unreachable(Set<PooledElement> elements);

    /** Watches an association with an element; {@code onSuspect} asks its sessions to go elsewhere. */
    Suspicion suspicion(EndpointAddress address, Runnable onSuspect);

    /** To find out whether elements are still there. */
    ElementProbe probe();
}
