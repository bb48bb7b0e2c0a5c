package io.rserpool.protocol.session;

/** How endpoints that speak this protocol tell each other that they do. */
public final class SessionProtocol {
    /**
     * The Adaptation Code Point (RFC 5061 section 4.2.6) in INIT and INIT-ACK of an endpoint whose sessions may be
     * multiplexed; ours, not assigned: "RSP" and the version. A peer that tells another one, or none, knows nothing of
     * this protocol: with it, the association is one session.
     */
    public static final int ADAPTATION_CODE_POINT = 0x52535001;

    private SessionProtocol() {}
}
