package io.rserpool.transport.sctp.usrsctp;

import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.stack.StackEndpoint;
import org.jspecify.annotations.Nullable;

/** One SCTP port of a transport. */
final class UsrsctpEndpoint extends StackEndpoint<UsrsctpAssociation> {
    private static final int BACKLOG = 1024;

    private final UsrsctpTransport transport;
    private final int port;
    private @Nullable Listener listener;

    UsrsctpEndpoint(UsrsctpTransport transport, int port, SctpOptions options) {
        super(transport, options, transport.config().maxMessageSize());
        this.transport = transport;
        this.port = port;
    }

    @Override
    public int port() {
        return port;
    }

    UsrsctpStack stack() {
        return transport.stack();
    }

    @Nullable
    Listener listener() {
        return listener;
    }

    @Override
    protected void listen() {
        if (listener != null) {
            return;
        }
        int inside = stack().takeListenerPort();
        long socket = open(inside);
        if (socket == 0 || !UsrsctpLibrary.listen(socket, BACKLOG)) {
            throw new TransportException("libusrsctp cannot listen on SCTP port " + port);
        }
        listener = new Listener(port, inside, socket);
    }

    private long open(int insidePort) {
        stack().timers.synchronise();
        long socket = stack().calls.open(insidePort, options(), transport.packetSize(), transport.maxCwnd());
        if (socket != 0) {
            stack().timers.sockets(1);
        }
        return socket;
    }

    @Override
    public Association associate(EndpointAddress peer, AssociationHandler handler) {
        requireOpen();
        var path = transport.outgoingPath(peer, port);
        long socket = open(path.insideLocalPort);
        if (socket == 0) {
            transport.forget(path);
            throw new TransportException("libusrsctp has no socket for an association with " + peer);
        }
        var association = new UsrsctpAssociation(this, path, socket, handler);
        add(association);
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
            add(association);
            path.association = association;
            transport.established(path);
            stack().look(path);
        }
    }

    @Override
    public void remove(UsrsctpAssociation association) {
        super.remove(association);
        transport.forget(association.path());
    }

    @Override
    protected void release() {
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
}
