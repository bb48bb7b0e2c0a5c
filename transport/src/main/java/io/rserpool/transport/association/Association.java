package io.rserpool.transport.association;

import io.rserpool.transport.identity.PeerIdentity;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Two endpoints that send each other messages: an SCTP association, or a TCP connection that carries messages. Methods do nothing (and {@link
 * #send} is false) once it is down.
 */
public interface Association {
    /** The peer's addresses, port and UDP port as seen in its packets. */
    EndpointAddress peer();

    /** Who the peer has proved to be; empty where security is off, or before it is up. */
    default Optional<PeerIdentity> peerIdentity() {
        return Optional.empty();
    }

    /** The endpoint it belongs to. */
    Endpoint endpoint();

    /** Streams that may be sent on, 0 to this − 1; known once up, before that 1. */
    int outboundStreams();

    /**
     * Sends one message, whole or not at all. The payload is copied before this returns; its position
     * advances only if it was taken.
     *
     * @param stream 0 to {@link #outboundStreams()} − 1
     * @param ppid payload protocol identifier, in host byte order
     * @param unordered not in order with other messages of its stream
     * @return false if the send buffer is full ({@link AssociationHandler#onWritable} follows) or the
     *     association is down
     * @throws IllegalArgumentException no such stream, or a payload that is empty or longer than {@link
     *     #maxMessageSize()}
     */
    boolean send(int stream, int ppid, boolean unordered, ByteBuffer payload);

    /** Sends an ordered message. */
    default boolean send(int stream, int ppid, ByteBuffer payload) {
        return send(stream, ppid, false, payload);
    }

    /** The longest message in bytes, in either direction. A peer's longer message aborts the association. */
    int maxMessageSize();

    /** Whether the peer's messages are delivered (initially yes). While not, its window closes. */
    void setReading(boolean reading);

    /**
     * Probes the idle peer at another interval than the endpoint's options say; without effect before it is up, and where
     * idle peers are not probed (TCP).
     *
     * @param interval more than zero; the RTO comes on top
     */
    void setHeartbeatInterval(Duration interval);

    /** Smoothed round-trip time of the primary path in ns, or 0 if not yet measured. */
    long smoothedRttNanos();

    /**
     * The Adaptation Code Point that the peer told (RFC 5061 section 4.2.6); known once up, 0 = it told none.
     */
    default int peerAdaptationIndication() {
        return 0;
    }

    /** The peer's addresses, the primary one first. */
    default List<PeerPath> paths() {
        return List.of(
                new PeerPath(peer().primary(), PeerPath.State.ACTIVE, true, smoothedRttNanos(), Duration.ZERO, 0));
    }

    /**
     * Whether none of the peer's addresses answers at present. It is suspect, not dead: the association lasts, and what is
     * sent waits. {@link AssociationHandler#onPathChange} tells when this changes.
     */
    default boolean isSuspect() {
        return paths().stream()
                .noneMatch(path ->
                        path.state() == PeerPath.State.ACTIVE || path.state() == PeerPath.State.POTENTIALLY_FAILED);
    }

    /**
     * Sends new data to this address of the peer as long as it is reachable.
     *
     * @throws TransportException the peer has no such address
     */
    default void setPrimary(InetAddress peerAddress) {
        if (!peerAddress.equals(peer().primary())) {
            throw new TransportException(peer() + " has no address " + peerAddress.getHostAddress());
        }
    }

    /**
     * Asks the peer to send new data to this address of ours (RFC 5061 section 4.2.4).
     *
     * @throws TransportException it is no address of ours, or one of the two cannot do this
     */
    default void requestPeerPrimary(InetAddress localAddress) {
        throw new TransportException("this transport has one local address only");
    }

    /**
     * Ends the association after all messages were delivered, before it is up as well; {@link AssociationHandler#onDown} follows.
     */
    void shutdown();

    /**
     * Ends the association at once; {@link AssociationHandler#onDown} is not called. The reason (ASCII,
     * cut to 100 bytes) goes to the peer as user-initiated abort (RFC 9260 section 3.3.10.12).
     */
    void abort(String reason);
}
