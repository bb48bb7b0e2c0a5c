package io.rserpool.transport.sctp.usrsctp;

import java.nio.ByteBuffer;

/**
 * The tags that a path's packets carry, which nobody knows but who sees them: a quotation that has them is one of ours
 * (RFC 9260 section 10, RFC 6951 section 5.5).
 */
final class SentTags {
    /** The peer's verification tag; 0 before we have answered it as one who has an association. */
    private int peers;

    /** Of our INIT; 0 = there was none. */
    private int initiate;

    /** A packet was sent whose first chunk is here. Whoever knocks chooses the tag of the answer himself, which proves nothing. */
    void sent(int tag, ByteBuffer packet, int chunk) {
        switch (packet.get(chunk) & 0xff) {
            case Packet.INIT -> initiate = packet.getInt(chunk + 4);
            case Packet.INIT_ACK, Packet.ABORT, Packet.ERROR, Packet.SHUTDOWN_COMPLETE -> {}
            default -> peers = tag;
        }
    }

    /** Whether this is the beginning of a packet that was sent and not answered. At least the common header is there. */
    boolean areIn(ByteBuffer quoted) {
        int tag = Packet.verificationTag(quoted);
        return tag == peers && (tag != 0 || isOurInit(quoted));
    }

    /** The verification tag of packets that are sent now; 0 = the peer has not answered our INIT as yet. */
    int verificationTag() {
        return peers;
    }

    private boolean isOurInit(ByteBuffer quoted) {
        return initiate != 0
                && quoted.limit() >= Packet.HEADER + 8
                && Packet.firstChunk(quoted) == Packet.INIT
                && quoted.getInt(Packet.HEADER + 4) == initiate;
    }
}
