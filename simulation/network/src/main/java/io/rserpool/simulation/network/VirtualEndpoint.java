package io.rserpool.simulation.network;

import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.sctp.SctpOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A port of a {@link VirtualTransport} with its associations. */
final class VirtualEndpoint implements Endpoint {
    private final VirtualTransport transport;
    private final int port;
    private final SctpOptions options;
    private final Map<EndpointAddress, VirtualAssociation> associations = new LinkedHashMap<>();
    private @Nullable Acceptor acceptor;
    private boolean closed;

    VirtualEndpoint(VirtualTransport transport, int port, SctpOptions options) {
        this.transport = transport;
        this.port = port;
        this.options = options;
    }

    VirtualTransport transport() {
        return transport;
    }

    SctpOptions options() {
        return options;
    }

    EndpointAddress address() {
        return transport.address(port);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void listen(Acceptor newAcceptor) {
        acceptor = closed ? null : newAcceptor;
    }

    @Override
    public Association associate(EndpointAddress peer, AssociationHandler handler) {
        if (closed) {
            throw new TransportException("port " + port + " is closed");
        }
        var key = EndpointAddress.of(peer.primary(), peer.port(), transport.udpPort());
        if (associations.containsKey(key)) {
            throw new TransportException("an association from port " + port + " to " + peer + " exists already");
        }
        var association = new VirtualAssociation(this, key, handler);
        associations.put(key, association);
        association.connect();
        return association;
    }

    boolean isUp() {
        return transport.endpoint(port) == this;
    }

    /** Whether it answers a peer that begins to associate. */
    boolean answers(VirtualAssociation initiator) {
        return acceptor != null || associations.containsKey(initiator.endpoint().address());
    }

    int associations() {
        return associations.size();
    }

    /** The association of a peer that initiated one: a new one, or that which this side is initiating too. */
    @Nullable
    VirtualAssociation accept(VirtualAssociation initiator) {
        var key = initiator.endpoint().address();
        var existing = associations.get(key);
        if (existing != null && existing.isConnecting()) {
            return existing;
        }
        if (existing != null) {
            existing.lost(AssociationHandler.DownReason.FORGOTTEN);
        }
        if (acceptor == null) {
            return null;
        }
        var association = new VirtualAssociation(this, key, AssociationHandler.IGNORE);
        associations.put(key, association);
        return association;
    }

    AssociationHandler handlerFor(VirtualAssociation accepted) {
        return acceptor == null ? AssociationHandler.IGNORE : acceptor.accept(accepted);
    }

    void closed(VirtualAssociation association) {
        associations.remove(association.peer(), association);
    }

    void reachabilityChanged() {
        List.copyOf(associations.values()).forEach(VirtualAssociation::reachabilityChanged);
    }

    void thawed() {
        List.copyOf(associations.values()).forEach(VirtualAssociation::thawed);
    }

    void crash() {
        List.copyOf(associations.values()).forEach(VirtualAssociation::crash);
        associations.clear();
    }

    void die(AssociationHandler.DownReason toldToPeers) {
        List.copyOf(associations.values()).forEach(association -> association.die(toldToPeers));
    }

    @Override
    public void close() {
        closed = true;
        acceptor = null;
        List.copyOf(associations.values()).forEach(association -> association.abort("endpoint closed"));
        transport.closed(this);
    }
}
