package io.rserpool.transport.sctp.kernel;

import io.rserpool.transport.association.AssociationHandler.PathChange;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.PeerPath;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.system.Errno;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The addresses at both ends of an association, which may change (RFC 5061), and the ways between them. */
final class KernelPaths {
    private static final System.Logger LOG = System.getLogger(KernelPaths.class.getName());

    private final KernelAssociation association;
    private final KernelEndpoint endpoint;
    private final Sockets sockets;

    KernelPaths(KernelAssociation association, KernelEndpoint endpoint) {
        this.association = association;
        this.endpoint = endpoint;
        this.sockets = endpoint.transport().sockets;
    }

    /** The kernel tells whole milliseconds; less than one counts as one µs, to be told from unknown. */
    long smoothedRttNanos() {
        return Math.max(sockets.roundTripMillis(association.socket(), association.id()) * 1_000_000L, 1000);
    }

    List<PeerPath> all() {
        return sockets.paths(association.socket(), association.id(), association.peer());
    }

    void setPrimary(InetAddress peerAddress) {
        primary(Sctp.PRIMARY_ADDR, peerAddress, association.peer().port());
    }

    void requestPeerPrimary(InetAddress localAddress) {
        primary(Sctp.SET_PEER_PRIMARY_ADDR, localAddress, endpoint.port());
    }

    private void primary(int option, InetAddress address, int port) {
        int result = sockets.primary(association.socket(), option, association.id(), address, port);
        if (result < 0) {
            throw new TransportException(
                    address.getHostAddress() + " cannot be primary for " + association + ": " + Errno.text(-result));
        }
    }

    /**
     * Adds a local address to, or removes it from, those of the association's own descriptor; the peer is told. Its port
     * is also that of the endpoint's socket. The kernel lets two sockets have the same address and port only if both
     * allow it; but for these moments nobody else may join.
     */
    void bindMore(int operation, InetAddress address) {
        int socket = association.socket();
        sockets.share(socket, true);
        int result = sockets.bindMore(socket, operation, address, endpoint.port());
        sockets.share(socket, false);
        if (result < 0) {
            LOG.log(
                    Level.WARNING,
                    "{0}: {1} of local address {2} failed: {3}",
                    association,
                    operation == Sctp.BINDX_ADD ? "addition" : "removal",
                    address.getHostAddress(),
                    Errno.text(-result));
        }
    }

    /**
     * What the kernel knows of the peer.
     *
     * @param before what was known until now
     * @return the same as before if the association is gone
     */
    @Nullable
    EndpointAddress learnPeer(@Nullable EndpointAddress before) {
        var known = sockets.peer(association.socket(), association.id());
        if (known.addresses().isEmpty()) {
            return before;
        }
        int udpPort = before == null ? udpPort(known) : before.udpPort();
        return new EndpointAddress(known.addresses(), known.port(), udpPort);
    }

    private int udpPort(Sockets.Peer known) {
        return endpoint.transport().udpPort() == 0
                ? 0
                : sockets.encapsulation(
                        association.socket(),
                        association.id(),
                        known.addresses().getFirst(),
                        known.port());
    }

    /** What a state of struct sctp_paddr_change says; null = nothing that is told. */
    static @Nullable PathChange change(int state) {
        return switch (state) {
            case Sctp.ADDR_AVAILABLE, Sctp.ADDR_CONFIRMED -> PathChange.REACHABLE;
            case Sctp.ADDR_UNREACHABLE -> PathChange.UNREACHABLE;
            case Sctp.ADDR_ADDED -> PathChange.ADDED;
            case Sctp.ADDR_REMOVED -> PathChange.REMOVED;
            case Sctp.ADDR_MADE_PRIM -> PathChange.PRIMARY;
            default -> null;
        };
    }
}
