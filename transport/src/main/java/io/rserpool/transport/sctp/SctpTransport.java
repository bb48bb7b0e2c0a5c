package io.rserpool.transport.sctp;

import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.identity.Security;
import io.rserpool.transport.loop.EventLoop;
import java.net.InetAddress;
import java.util.List;

/**
 * An SCTP stack at one set of local addresses. All its methods are called, and all its handlers run,
 * on the thread of {@link #eventLoop()}.
 */
public interface SctpTransport extends AutoCloseable {
    EventLoop eventLoop();

    /** The addresses peers reach this transport at; never a wildcard. */
    List<InetAddress> localAddresses();

    /** Whom it lets in. Who they are is {@link io.rserpool.transport.association.Association#peerIdentity}. */
    default Security security() {
        return Security.OFF;
    }

    /** The UDP port that this transport is bound to, or 0 where SCTP runs directly over IP. */
    int udpPort();

    /**
     * Opens an endpoint. From its port it may initiate associations, and accepts them once {@link
     * Endpoint#listen} was called.
     *
     * @param port SCTP port, 0 = any free one
     * @param options for all associations of this endpoint
     * @throws TransportException the port is taken
     */
    Endpoint open(int port, SctpOptions options);

    /** Closes all endpoints (aborting their associations) and frees what they hold. */
    @Override
    void close();
}
