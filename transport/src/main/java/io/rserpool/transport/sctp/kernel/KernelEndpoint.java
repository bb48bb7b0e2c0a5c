package io.rserpool.transport.sctp.kernel;

import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.loop.DescriptorWatch;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.stack.StackEndpoint;
import io.rserpool.transport.system.Epoll;
import io.rserpool.transport.system.Errno;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One SCTP port: a socket of the one-to-many style, where associations begin, and those that were peeled off it. */
final class KernelEndpoint extends StackEndpoint<KernelAssociation> {
    private static final System.Logger LOG = System.getLogger(KernelEndpoint.class.getName());
    private static final int BACKLOG = 1024;
    private static final int BATCH = 64;

    private final KernelTransport transport;
    private final int socket;
    private final int port;
    private final DescriptorWatch watch;

    /** Those that have no descriptor of their own, by identifier. */
    private final Map<Integer, KernelAssociation> beginning = new HashMap<>();

    KernelEndpoint(KernelTransport transport, int port, SctpOptions options) {
        super(transport, options, transport.config().maxMessageSize());
        this.transport = transport;
        socket = transport.sockets.open(
                transport.localAddresses(), port, options, transport.config().pathMtu());
        this.port = transport.sockets.port(socket);
        try {
            watch = transport.loop().watchShared(socket, Epoll.IN, events -> readable());
        } catch (IOException e) {
            transport.sockets.libc.close(socket);
            throw new TransportException("a socket cannot be waited for: " + e.getMessage(), e);
        }
    }

    KernelTransport transport() {
        return transport;
    }

    int socket() {
        return socket;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    protected void listen() {
        int result = transport.sockets.libc.listen(socket, BACKLOG);
        if (result < 0) {
            throw new TransportException("SCTP port " + port + " cannot be listened on: " + Errno.text(-result));
        }
    }

    @Override
    public Association associate(EndpointAddress peer, AssociationHandler handler) {
        requireOpen();
        int id = transport.sockets.connect(socket, peer.addresses(), peer.port(), peer.udpPort());
        if (id == -Errno.EISCONN || id == -Errno.EALREADY) {
            // Perhaps the peer has initiated one, and the news still waits on the socket.
            id = transport.sockets.find(socket, peer.primary(), peer.port());
        }
        if (id > 0 && beginning.containsKey(id) || associations().stream().anyMatch(other -> other.isWith(peer))) {
            throw new TransportException("there is an association of port " + port + " with " + peer + " already");
        }
        if (id == -Errno.EINVAL) {
            throw new TransportException(peer + " is not of the address family of " + this);
        }
        var association = new KernelAssociation(this, Math.max(id, 0), peer, handler);
        add(association);
        if (id > 0) {
            beginning.put(id, association);
        } else {
            LOG.log(Level.DEBUG, "cannot initiate an association with {0}: {1}", peer, Errno.text(-id));
            association.failLater();
        }
        return association;
    }

    @Override
    public void addAddress(InetAddress address) {
        change(Sctp.BINDX_ADD, address);
    }

    @Override
    public void removeAddress(InetAddress address) {
        change(Sctp.BINDX_REMOVE, address);
    }

    /** First where associations begin, then those that are up. */
    private void change(int operation, InetAddress address) {
        requireOpen();
        int result = transport.sockets.bindMore(socket, operation, address, port);
        if (result < 0) {
            throw new TransportException("SCTP port " + port + ": " + address.getHostAddress() + " cannot be "
                    + (operation == Sctp.BINDX_ADD ? "added" : "removed") + ": " + Errno.text(-result));
        }
        transport.sockets.share(socket, true);
        try {
            new ArrayList<>(associations()).forEach(association -> association.bindMore(operation, address));
        } finally {
            transport.sockets.share(socket, false);
        }
    }

    private void readable() {
        KernelAssociation news = null;
        for (int i = 0; i < BATCH && !isClosed(); i++) {
            int length = transport.messages.receive(socket);
            var association = length < 0 ? null : receiver(length);
            if (news != null && news != association) {
                news.tellUp();
            }
            news = association;
            if (length < 0) {
                return;
            }
            if (association != null) {
                association.take(length);
            }
        }
        if (news != null) {
            news.tellUp();
        }
    }

    /** Whose message or notification was read. */
    private @Nullable KernelAssociation receiver(int length) {
        var messages = transport.messages;
        if (!messages.isNotification()) {
            return beginning.get(messages.association());
        }
        var data = messages.in.bytes;
        return switch (Short.toUnsignedInt(data.getShort(0))) {
            case Sctp.ASSOC_CHANGE -> {
                int id = data.getInt(16);
                boolean up = length >= Sctp.ASSOC_CHANGE_SIZE && data.getShort(8) == Sctp.COMM_UP;
                yield up ? beginning.computeIfAbsent(id, this::accepted) : beginning.get(id);
            }
            case Sctp.PEER_ADDR_CHANGE -> beginning.get(data.getInt(144));
            case Sctp.ADAPTATION_INDICATION -> beginning.get(data.getInt(12));
            default -> null;
        };
    }

    private KernelAssociation accepted(int id) {
        var association = new KernelAssociation(this, id, null, null);
        add(association);
        return association;
    }

    /** The association has a descriptor of its own now. */
    void peeledOff(KernelAssociation association) {
        beginning.remove(association.id(), association);
    }

    @Override
    public void replace(KernelAssociation old, KernelAssociation next) {
        super.replace(old, next);
        beginning.replace(old.id(), old, next);
    }

    @Override
    public void remove(KernelAssociation association) {
        super.remove(association);
        beginning.remove(association.id(), association);
    }

    @Override
    protected void release() {
        watch.cancel();
        transport.sockets.libc.close(socket);
        transport.remove(this);
    }
}
