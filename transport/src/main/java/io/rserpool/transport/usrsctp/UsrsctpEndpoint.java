package io.rserpool.transport.usrsctp;

import io.rserpool.transport.Association;
import io.rserpool.transport.AssociationHandler;
import io.rserpool.transport.SctpAddress;
import io.rserpool.transport.SctpEndpoint;
import io.rserpool.transport.SctpException;
import io.rserpool.transport.SctpOptions;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One SCTP port of a transport. */
final class UsrsctpEndpoint implements SctpEndpoint {
    private static final System.Logger LOG = System.getLogger(UsrsctpEndpoint.class.getName());
    private static final int BACKLOG = 1024;

    private final UsrsctpTransport transport;
    private final int port;
    private final SctpOptions options;
    private final Set<UsrsctpAssociation> associations = new LinkedHashSet<>();
    private @Nullable Listener listener;
    private @Nullable Acceptor acceptor;
    private boolean closed;

    UsrsctpEndpoint(UsrsctpTransport transport, int port, SctpOptions options) {
        this.transport = transport;
        this.port = port;
        this.options = options;
    }

    @Override
    public int port() {
        return port;
    }

    SctpOptions options() {
        return options;
    }

    UsrsctpStack stack() {
        return transport.stack();
    }

    int maxMessageSize() {
        return Math.min(transport.config().maxMessageSize(), options.capacity().sendBuffer());
    }

    @Nullable
    Listener listener() {
        return listener;
    }

    @Override
    public void listen(Acceptor newAcceptor) {
        requireOpen();
        acceptor = newAcceptor;
        if (listener != null) {
            return;
        }
        int inside = stack().takeListenerPort();
        long socket = open(inside);
        if (socket == 0 || !UsrsctpLibrary.listen(socket, BACKLOG)) {
            throw new SctpException("libusrsctp cannot listen on SCTP port " + port);
        }
        listener = new Listener(port, inside, socket);
    }

    private long open(int insidePort) {
        stack().timers.synchronise();
        long socket = stack().calls.open(insidePort, options, transport.packetSize(), transport.maxCwnd());
        if (socket != 0) {
            stack().timers.sockets(1);
        }
        return socket;
    }

    @Override
    public Association associate(SctpAddress peer, AssociationHandler handler) {
        requireOpen();
        var path = transport.outgoingPath(peer, port);
        long socket = open(path.insideLocalPort);
        if (socket == 0) {
            transport.forget(path);
            throw new SctpException("libusrsctp has no socket for an association with " + peer);
        }
        var association = new UsrsctpAssociation(this, path, socket, handler);
        associations.add(association);
        path.association = association;
        stack().calls.connect(socket, path.insidePeerPort);
        if (path.packetsSent == 0) {
            association.failLater();
        }
        stack().timers.reschedule();
        return association;
    }

    /** Takes what the listening socket has established. */
    void acceptAll() {
        while (listener != null) {
            long socket = stack().calls.accept(listener.socket());
            if (socket == 0) {
                return;
            }
            var path = stack().path(stack().calls.acceptedPort());
            if (path == null || path.association != null || path.transport != transport) {
                UsrsctpLibrary.close(socket);
                continue;
            }
            stack().timers.sockets(1);
            UsrsctpLibrary.setNonBlocking(socket);
            var association = new UsrsctpAssociation(this, path, socket, null);
            associations.add(association);
            path.association = association;
            transport.established(path);
            stack().look(path);
        }
    }

    /** The handler of an association that is up. */
    AssociationHandler accept(UsrsctpAssociation association) {
        if (acceptor == null) {
            association.abort("not listening");
            return AssociationHandler.IGNORE;
        }
        try {
            return acceptor.accept(association);
        } catch (Throwable e) {
            LOG.log(Level.ERROR, "acceptor of SCTP port " + port + " failed", e);
            association.abort("internal error");
            return AssociationHandler.IGNORE;
        }
    }

    void replace(UsrsctpAssociation old, UsrsctpAssociation next) {
        associations.remove(old);
        associations.add(next);
    }

    void remove(UsrsctpAssociation association) {
        associations.remove(association);
        transport.forget(association.path());
    }

    private void requireOpen() {
        if (closed) {
            throw new SctpException("the endpoint of SCTP port " + port + " is closed");
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (var association : new ArrayList<>(associations)) {
            association.abort("endpoint closed");
        }
        if (listener != null) {
            UsrsctpLibrary.close(listener.socket());
            stack().timers.sockets(-1);
            stack().giveListenerPort(listener.insidePort());
            transport.stopped(listener);
            listener = null;
        }
        stack().timers.reschedule();
        transport.remove(this);
    }

    @Override
    public String toString() {
        return transport.localAddresses().getFirst().getHostAddress() + ":" + port;
    }
}
