package io.rserpool.registrar.settings;

import io.rserpool.transport.sctp.SctpOptions;
import java.time.Duration;

/**
 * The timers of a registrar, and its choices where RFCs and RSPLIB differ.
 *
 * @param presenceCycle PEER-HEARTBEAT-CYCLE (RFC 5353 section 4.2), varied by ± 12.5 %
 * @param maxTimeLastHeard MAX-TIME-LAST-HEARD: silence of a peer after which it is probed
 * @param maxTimeNoResponse MAX-TIME-NO-RESPONSE: silence after a probe that means death
 * @param mentorDiscovery how long a starting registrar looks for a mentor
 * @param takeoverExpiry how long a takeover waits for acknowledgements
 * @param keepAlivePeriod ENDPOINT_KEEP_ALIVE per element, varied by ± 50 %; longer when there are many
 * @param keepAliveTimeout no acknowledgement within it means that the element is dead
 * @param maxBadPeReports MAX-BAD-PE-REPORT (RFC 5352 section 3.5): reports tolerated
 * @param rules where RFC and RSPLIB differ
 * @param peerOptions SCTP between registrars
 * @param endpointOptions SCTP towards elements and users: no frequent heartbeats, since there are many
 */
public record RegistrarProfile(
        Duration presenceCycle,
        Duration maxTimeLastHeard,
        Duration maxTimeNoResponse,
        Duration mentorDiscovery,
        Duration takeoverExpiry,
        Duration keepAlivePeriod,
        Duration keepAliveTimeout,
        int maxBadPeReports,
        RegistrarRules rules,
        SctpOptions peerOptions,
        SctpOptions endpointOptions) {

    private static final Duration ENDPOINT_HEARTBEAT = Duration.ofSeconds(60);
    private static final int ENDPOINT_BUFFER = 1 << 17;

    /**
     * Towards elements the keep-alive time-out of 2 s decides, not SCTP: where thousands of elements share a busy
     * machine, half a second without an acknowledgement says nothing.
     */
    private static final SctpOptions PATIENT = new SctpOptions(
            SctpOptions.Rto.ofMillis(200, 100, 500),
            new SctpOptions.Failure(ENDPOINT_HEARTBEAT, 7, 7, 0),
            new SctpOptions.Init(6, Duration.ofMillis(500), Duration.ofSeconds(60)),
            SctpOptions.FAST.sack(),
            new SctpOptions.Capacity(2, ENDPOINT_BUFFER, ENDPOINT_BUFFER, true, 4),
            0);

    /** For failover within a cluster. */
    public static final RegistrarProfile FAST = new RegistrarProfile(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            3,
            RegistrarRules.FAST,
            SctpOptions.FAST
                    .withStreams(2)
                    .withFailure(
                            new SctpOptions.Failure(SctpOptions.FAST.failure().heartbeatInterval(), 3, 3, 0)),
            endpoint(PATIENT));

    /** As RSPLIB 3.4.4, for scopes with RSPLIB's programs in them. */
    public static final RegistrarProfile RSPLIB = new RegistrarProfile(
            Duration.ofMillis(2444),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            2,
            RegistrarRules.RSPLIB,
            SctpOptions.RFC.withStreams(2).withHeartbeatInterval(Duration.ofSeconds(5)),
            endpoint(SctpOptions.RFC));

    /** The defaults of the RFCs. */
    public static final RegistrarProfile RFC = new RegistrarProfile(
            Duration.ofSeconds(30),
            Duration.ofSeconds(61),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            3,
            RegistrarRules.RFC,
            SctpOptions.RFC.withStreams(2),
            endpoint(SctpOptions.RFC));

    /** With other choices where RFC and RSPLIB differ. */
    public RegistrarProfile withRules(RegistrarRules newRules) {
        return new RegistrarProfile(
                presenceCycle,
                maxTimeLastHeard,
                maxTimeNoResponse,
                mentorDiscovery,
                takeoverExpiry,
                keepAlivePeriod,
                keepAliveTimeout,
                maxBadPeReports,
                newRules,
                peerOptions,
                endpointOptions);
    }

    /** With other options of SCTP. */
    public RegistrarProfile withSctp(SctpOptions newPeerOptions, SctpOptions newEndpointOptions) {
        return new RegistrarProfile(
                presenceCycle,
                maxTimeLastHeard,
                maxTimeNoResponse,
                mentorDiscovery,
                takeoverExpiry,
                keepAlivePeriod,
                keepAliveTimeout,
                maxBadPeReports,
                rules,
                newPeerOptions,
                newEndpointOptions);
    }

    private static SctpOptions endpoint(SctpOptions options) {
        return options.withStreams(2)
                .withHeartbeatInterval(ENDPOINT_HEARTBEAT)
                .withBuffers(ENDPOINT_BUFFER, ENDPOINT_BUFFER);
    }
}
