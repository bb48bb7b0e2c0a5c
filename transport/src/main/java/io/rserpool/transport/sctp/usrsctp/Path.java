package io.rserpool.transport.sctp.usrsctp;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The way to one peer's SCTP port: what packets of it look like outside, and the port pair that stands
 * for it inside the library.
 */
final class Path {
    final UsrsctpTransport transport;
    final InetSocketAddress peer;
    final int localPort;
    final int peerPort;

    /** Its number in the stack; one of the two ports inside. */
    final int id;

    final int insideLocalPort;
    final int insidePeerPort;

    /** The association, once there is one; until then an initial handshake at most. */
    @Nullable
    UsrsctpAssociation association;

    final Outstanding outstanding = new Outstanding();
    final SentTags tags = new SentTags();

    /** Waits in the stack's list of paths to look at. */
    boolean listed;

    /** Counted as one that awaits something. */
    boolean awaiting;

    long packetsSent;

    @Nullable
    Path nextInTable;

    Path(
            UsrsctpTransport transport,
            InetSocketAddress peer,
            int localPort,
            int peerPort,
            int id,
            int insideLocalPort,
            int insidePeerPort) {
        this.transport = transport;
        this.peer = peer;
        this.localPort = localPort;
        this.peerPort = peerPort;
        this.id = id;
        this.insideLocalPort = insideLocalPort;
        this.insidePeerPort = insidePeerPort;
    }
}
