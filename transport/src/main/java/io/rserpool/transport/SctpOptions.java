package io.rserpool.transport;

import java.time.Duration;

/**
 * The options that failover time and capacity depend on (RFC 9260 section 16; RFC 6458).
 *
 * @param rtoInitial retransmission time-out before the first measurement, 10 ms to 60 s
 * @param rtoMin lower bound of the retransmission time-out, 10 ms to 60 s
 * @param rtoMax upper bound of the retransmission time-out, 10 ms to 60 s
 * @param heartbeatInterval idle time after which a path is probed (the RTO comes on top); zero = no heartbeats
 * @param pathMaxRetransmissions retransmissions after which a path is inactive, 1 to 255
 * @param associationMaxRetransmissions retransmissions after which an association has failed, 1 to 255
 * @param maxInitRetransmissions retransmissions of INIT or COOKIE-ECHO before giving up, 1 to 255
 * @param sackDelay longest delay of an acknowledgement, 0 to 500 ms; zero = every packet at once
 * @param streams streams asked for in each direction, 1 to 65535
 * @param sendBuffer bytes that wait for acknowledgement before {@link Association#send} refuses
 * @param receiveBuffer receiver window in bytes
 * @param adaptationIndication Adaptation Code Point that the peer is told when an association is set up (RFC 5061
 *     section 4.2.6), 0 = none is told
 */
public record SctpOptions(
        Duration rtoInitial,
        Duration rtoMin,
        Duration rtoMax,
        Duration heartbeatInterval,
        int pathMaxRetransmissions,
        int associationMaxRetransmissions,
        int maxInitRetransmissions,
        Duration sackDelay,
        int streams,
        int sendBuffer,
        int receiveBuffer,
        int adaptationIndication) {

    /**
     * For failover within a cluster: a silent peer is found dead after 0.45 s if something was sent to it,
     * else after 0.7 s typically and 1.1 s at most. Idle associations cost ten packets a second in each
     * direction; a server of thousands uses a longer heartbeat interval.
     */
    public static final SctpOptions FAST = new SctpOptions(
            Duration.ofMillis(100),
            Duration.ofMillis(50),
            Duration.ofMillis(150),
            Duration.ofMillis(150),
            3,
            3,
            4,
            Duration.ofMillis(10),
            16,
            1 << 20,
            1 << 20,
            0);

    /** The defaults of RFC 9260 section 16. */
    public static final SctpOptions RFC = new SctpOptions(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            5,
            10,
            8,
            Duration.ofMillis(200),
            16,
            1 << 20,
            1 << 20,
            0);

    public SctpOptions withStreams(int newStreams) {
        return new SctpOptions(
                rtoInitial,
                rtoMin,
                rtoMax,
                heartbeatInterval,
                pathMaxRetransmissions,
                associationMaxRetransmissions,
                maxInitRetransmissions,
                sackDelay,
                newStreams,
                sendBuffer,
                receiveBuffer,
                adaptationIndication);
    }

    public SctpOptions withHeartbeatInterval(Duration interval) {
        return new SctpOptions(
                rtoInitial,
                rtoMin,
                rtoMax,
                interval,
                pathMaxRetransmissions,
                associationMaxRetransmissions,
                maxInitRetransmissions,
                sackDelay,
                streams,
                sendBuffer,
                receiveBuffer,
                adaptationIndication);
    }

    public SctpOptions withBuffers(int newSendBuffer, int newReceiveBuffer) {
        return new SctpOptions(
                rtoInitial,
                rtoMin,
                rtoMax,
                heartbeatInterval,
                pathMaxRetransmissions,
                associationMaxRetransmissions,
                maxInitRetransmissions,
                sackDelay,
                streams,
                newSendBuffer,
                newReceiveBuffer,
                adaptationIndication);
    }

    public SctpOptions withAdaptationIndication(int codePoint) {
        return new SctpOptions(
                rtoInitial,
                rtoMin,
                rtoMax,
                heartbeatInterval,
                pathMaxRetransmissions,
                associationMaxRetransmissions,
                maxInitRetransmissions,
                sackDelay,
                streams,
                sendBuffer,
                receiveBuffer,
                codePoint);
    }
}
