package io.rserpool.pe;

import io.rserpool.transport.diag.ListeningSocket;
import io.rserpool.transport.diag.SocketDiag;
import io.rserpool.transport.diag.TcpSocket;
import io.rserpool.transport.tcp.TcpConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** What the kernel shows of a server in this network namespace, which is the pod's. */
final class KernelSight implements ServerSight {
    private static final Logger LOG = Logger.getLogger(KernelSight.class);

    private final SocketDiag diag;
    private final InetSocketAddress server;
    private boolean blind;

    private KernelSight(SocketDiag diag, InetSocketAddress server) {
        this.diag = diag;
        this.server = server;
    }

    /** That of a server at one of this host's addresses; nothing can be seen of others. */
    static ServerSight of(SocketDiag diag, InetSocketAddress server) {
        return !server.isUnresolved() && isLocal(server.getAddress()) ? new KernelSight(diag, server) : NONE;
    }

    private static boolean isLocal(InetAddress address) {
        try {
            return address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return false;
        }
    }

    @Override
    public Optional<Set<Long>> listeners() {
        return blind
                ? Optional.empty()
                : diag.listeners(server.getPort()).map(sockets -> sockets.stream()
                        .filter(socket -> socket.answers(server.getAddress()))
                        .map(ListeningSocket::inode)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    public boolean holds(TcpConnection connection) {
        return otherEnd(connection).filter(TcpSocket::held).isPresent();
    }

    @Override
    public boolean hasEndedSendingOnly(TcpConnection connection) {
        return otherEnd(connection).filter(TcpSocket::endedSendingOnly).isPresent();
    }

    private Optional<TcpSocket> otherEnd(TcpConnection connection) {
        var local = connection.local();
        return local == null ? Optional.empty() : diag.connection(connection.remote(), local);
    }

    @Override
    public void misleads() {
        if (!blind) {
            blind = true;
            LOG.warnf(
                    "server %s takes connections, but no socket that listens there can be seen: something redirects"
                            + " them; from now on it is connected to where its state is to be known",
                    server);
        }
    }
}
