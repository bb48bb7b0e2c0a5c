package io.rserpool.registrar.enrp;

import io.rserpool.protocol.enrp.EnrpMessage;

/** Who concludes something from what other registrars say and do not say. */
public interface PeerListener {
    /** Whether this registrar has the handlespace, and may tell others what it knows. */
    boolean isReady();

    /** A registrar said something. */
    void heard(Peer peer);

    /** A registrar says that it lives, and what the checksum of its elements is. */
    void present(Peer peer, int checksum);

    /** A registrar has told whom it knows, or refused to. */
    void listed(Peer peer, boolean rejected);

    /** A registrar said something about elements, or about who is home to them. */
    void received(Peer peer, EnrpMessage message);

    /** There is no association with a registrar any more. */
    void unlinked(Peer peer);

    /** A registrar cannot be reached any more. */
    void unreachable(Peer peer);

    /** A registrar said good-bye. */
    void left(Peer peer);

    /** A registrar said nothing when it was asked for a sign of life, or nobody took it over who wanted to. */
    void silent(Peer peer);
}
