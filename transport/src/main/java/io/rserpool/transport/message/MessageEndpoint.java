package io.rserpool.transport.message;

import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.dtls.TlsStreams;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.RepeatedLog;
import io.rserpool.transport.tcp.TcpConnection;
import io.rserpool.transport.tcp.TcpHandler;
import io.rserpool.transport.tcp.TcpListener;
import io.rserpool.transport.tcp.TcpStack;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Messages over TCP for those who speak SCTP otherwise: pool users may talk to registrars by either (RFC 5352 section
 * 2.1). A message is framed by the length in its own header (RFC 5354 section 4), rounded up to a multiple of 4.
 * Where security is required, TLS is below them. Addresses are those of TCP, their UDP ports mean nothing; there is one stream, and one kind of messages.
 */
public final class MessageEndpoint implements Endpoint {
    private static final System.Logger LOG = System.getLogger(MessageEndpoint.class.getName());

    private final TcpStack stack;
    private final MessageOptions options;
    private final @Nullable TlsStreams tls;
    private final RepeatedLog refusals;
    private final Set<MessageConnection> connections = new LinkedHashSet<>();
    private final Map<InetAddress, Integer> accepted = new HashMap<>();
    private @Nullable TcpListener listener;
    private @Nullable Acceptor acceptor;
    private int acceptedInAll;
    private boolean closed;

    private MessageEndpoint(TcpStack stack, MessageOptions options, @Nullable TlsStreams tls) {
        this.stack = stack;
        this.options = options;
        this.tls = tls;
        this.refusals = new RepeatedLog(stack.eventLoop(), LOG, Level.INFO);
    }

    /** An endpoint that connects only. */
    public static MessageEndpoint connecting(TcpStack stack, MessageOptions options) {
        return connecting(stack, options, null);
    }

    /**
     * An endpoint that connects only.
     *
     * @param tls secures it; null = security is off
     */
    public static MessageEndpoint connecting(TcpStack stack, MessageOptions options, @Nullable TlsStreams tls) {
        return new MessageEndpoint(stack, options, tls);
    }

    /**
     * An endpoint that is connected to.
     *
     * @throws IOException the address is taken or not ours
     */
    public static MessageEndpoint bound(TcpStack stack, InetSocketAddress address, MessageOptions options)
            throws IOException {
        return bound(stack, address, options, null);
    }

    /**
     * An endpoint that is connected to.
     *
     * @param tls secures it; null = security is off
     * @throws IOException the address is taken or not ours
     */
    public static MessageEndpoint bound(
            TcpStack stack, InetSocketAddress address, MessageOptions options, @Nullable TlsStreams tls)
            throws IOException {
        var endpoint = new MessageEndpoint(stack, options, tls);
        endpoint.listener = stack.listen(address, endpoint::accept);
        return endpoint;
    }

    /** The TCP port it is bound to, 0 = none. */
    @Override
    public int port() {
        return listener == null ? 0 : listener.address().getPort();
    }

    @Override
    public void listen(Acceptor newAcceptor) {
        acceptor = newAcceptor;
    }

    private TcpHandler accept(TcpConnection connection) {
        var peer = connection.remote().getAddress();
        if (acceptor == null
                || acceptedInAll >= options.maxConnections()
                || accepted.getOrDefault(peer, 0) >= options.maxConnectionsPerPeer()) {
            connection.reset();
            return TcpHandler.IGNORE;
        }
        acceptedInAll++;
        accepted.merge(peer, 1, Integer::sum);
        var messages = new MessageConnection(this, address(connection.remote()), true);
        connections.add(messages);
        try {
            return messages.accepted(connection, acceptor);
        } catch (Throwable e) {
            messages.abort("internal error");
            throw e;
        }
    }

    @Override
    public Association associate(EndpointAddress peer, AssociationHandler handler) {
        if (closed) {
            throw new TransportException("the endpoint is closed");
        }
        var messages = new MessageConnection(this, peer, false);
        connections.add(messages);
        messages.connect(new InetSocketAddress(peer.primary(), peer.port()), handler);
        return messages;
    }

    private static EndpointAddress address(InetSocketAddress remote) {
        return EndpointAddress.of(remote.getAddress(), remote.getPort(), 0);
    }

    /** Secures connections; null = security is off. */
    @Nullable
    TlsStreams tls() {
        return tls;
    }

    void refusedTls(EndpointAddress peer) {
        refusals.log(() -> peer + " is refused: it speaks TLS, and security is off here");
    }

    TcpStack stack() {
        return stack;
    }

    EventLoop loop() {
        return stack.eventLoop();
    }

    MessageOptions options() {
        return options;
    }

    void over(MessageConnection connection) {
        if (connections.remove(connection) && connection.wasAccepted()) {
            acceptedInAll--;
            accepted.computeIfPresent(connection.peer().primary(), (peer, count) -> count == 1 ? null : count - 1);
        }
    }

    @Override
    public void close() {
        closed = true;
        acceptor = null;
        if (listener != null) {
            listener.close();
        }
        List.copyOf(connections).forEach(connection -> connection.abort("endpoint closed"));
    }
}
