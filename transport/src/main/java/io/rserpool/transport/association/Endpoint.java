package io.rserpool.transport.association;

import java.net.InetAddress;

/** A local port with its associations (RFC 9260: "endpoint"). */
public interface Endpoint extends AutoCloseable {
    /** The local port, 1 to 65535; 0 where each association has one of its own (TCP that only connects). */
    int port();

    /** Accepts associations from now on. */
    void listen(Acceptor acceptor);

    /**
     * Initiates an association from this endpoint's port. Messages may be sent at once; they wait until
     * it is up. The outcome is {@link AssociationHandler#onUp} or {@link AssociationHandler#onDown},
     * never before this method returned. If both sides initiate between the same two ports at the
     * same time, one association results (RFC 9260 section 5.2); both handlers see {@code onUp}.
     *
     * @throws TransportException there is an association with that peer from this port already, or it is closed
     */
    Association associate(EndpointAddress peer, AssociationHandler handler);

    /**
     * Adds a local address, also to associations that are up, whose peers are told (RFC 5061).
     *
     * @throws TransportException it is not ours, or this transport cannot do it
     */
    default void addAddress(InetAddress address) {
        throw new TransportException("this transport has one local address only");
    }

    /**
     * Takes a local address away, also from associations that are up, whose peers are told (RFC 5061).
     *
     * @throws TransportException it is the last one, or this transport cannot do it
     */
    default void removeAddress(InetAddress address) {
        throw new TransportException("this transport has one local address only");
    }

    /** Stops listening and aborts the associations. */
    @Override
    void close();

    /** Decides about an association that a peer initiated and that is up. */
    @FunctionalInterface
    interface Acceptor {
        /**
         * @return the handler of this association; its {@link AssociationHandler#onUp} is called next.
         *     To refuse, abort the association and return {@link AssociationHandler#IGNORE}.
         */
        AssociationHandler accept(Association association);
    }
}
