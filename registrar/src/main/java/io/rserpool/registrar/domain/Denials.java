package io.rserpool.registrar.domain;

import io.rserpool.protocol.PoolHandle;
import io.rserpool.registrar.authorisation.Denial;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.RepeatedLog;
import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was asked for by somebody who may not: counted, and of each reason a line now and then. */
public final class Denials {
    private static final System.Logger LOG = System.getLogger("io.rserpool.registrar");

    private final EventLoop loop;
    private final RegistrarMetrics metrics;
    private final Map<Denial, RepeatedLog> logs = new EnumMap<>(Denial.class);

    public Denials(EventLoop loop, RegistrarMetrics metrics) {
        this.loop = loop;
        this.metrics = metrics;
    }

    /**
     * A peer may not do what it wants.
     *
     * @param handle of the pool concerned; null = none, the peer as such is not wanted
     */
    public void denied(Denial denial, Association peer, @Nullable PoolHandle handle) {
        metrics.denied(denial);
        var name = peer.peerIdentity().map(PeerIdentity::name).orElse("none");
        var address = peer.peer();
        logs.computeIfAbsent(denial, key -> new RepeatedLog(loop, LOG, Level.INFO))
                .log(() -> "denied name=%s peer=%s handle=%s reason=%s"
                        .formatted(name, address, handle == null ? "-" : handle, RegistrarMetrics.label(denial)));
    }
}
