package io.rserpool.endpoint.authorisation;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.identity.Role;
import io.rserpool.transport.identity.Security;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.RepeatedLog;
import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks {@link Authorisation} about peers; counts whom it turns away, and logs a line of each reason now and then. */
public final class Admission {
    private static final System.Logger LOG = System.getLogger(Admission.class.getName());

    private final Authorisation authorisation;
    private final EventLoop loop;
    private final EndpointMetrics metrics;
    private final Map<Denial, RepeatedLog> logs = new EnumMap<>(Denial.class);

    public Admission(Security security, EventLoop loop, EndpointMetrics metrics) {
        this.authorisation = new Authorisation(security);
        this.loop = loop;
        this.metrics = metrics;
    }

    private static @Nullable PeerIdentity identity(Association peer) {
        return peer.peerIdentity().orElse(null);
    }

    /** Whether it is known to be a registrar, and nothing else: it comes for no session. */
    public boolean isOnlyRegistrar(Association peer) {
        var who = identity(peer);
        return who != null && authorisation.registrar(who) == null && !who.is(Role.POOL_USER);
    }

    /** See {@link Authorisation#registrar}. */
    public @Nullable Denial registrar(Association peer) {
        return noted(authorisation.registrar(identity(peer)), peer, null);
    }

    /** See {@link Authorisation#caller}. */
    public @Nullable Denial caller(Association peer) {
        return noted(authorisation.caller(identity(peer)), peer, null);
    }

    /** See {@link Authorisation#user}. */
    public @Nullable Denial user(Association peer, PoolHandle handle) {
        return noted(authorisation.user(identity(peer), handle), peer, handle);
    }

    /** See {@link Authorisation#element(PeerIdentity)}. */
    public @Nullable Denial element(Association peer) {
        return noted(authorisation.element(identity(peer)), peer, null);
    }

    /** See {@link Authorisation#element(PeerIdentity, PoolHandle)}. */
    public @Nullable Denial element(Association peer, PoolHandle handle) {
        return noted(authorisation.element(identity(peer), handle), peer, handle);
    }

    private @Nullable Denial noted(@Nullable Denial denial, Association peer, @Nullable PoolHandle handle) {
        if (denial != null) {
            metrics.denied(denial);
            var name = peer.peerIdentity().map(PeerIdentity::name).orElse("none");
            var address = peer.peer();
            logs.computeIfAbsent(denial, key -> new RepeatedLog(loop, LOG, Level.INFO))
                    .log(() -> "denied name=%s peer=%s handle=%s reason=%s"
                            .formatted(name, address, handle == null ? "-" : handle, denial.label()));
        }
        return denial;
    }
}
