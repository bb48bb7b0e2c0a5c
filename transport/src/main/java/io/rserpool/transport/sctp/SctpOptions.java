package io.rserpool.transport.sctp;

import io.rserpool.transport.association.Association;
import java.time.Duration;

/**
 * The options that failover time and capacity depend on (RFC 9260 section 16; RFC 6458 section 8), in groups. A
 * group that is out of range is refused with an {@link IllegalArgumentException} that says so.
 *
 * @param rto the retransmission time-out
 * @param failure when a path or a peer has failed
 * @param init the handshake
 * @param sack acknowledgements
 * @param capacity streams and buffers
 * @param adaptationIndication Adaptation Code Point that the peer is told when an association is set up (RFC 5061
 *     section 4.2.6), 0 = none is told
 */
public record SctpOptions(Rto rto, Failure failure, Init init, Sack sack, Capacity capacity, int adaptationIndication) {

    /**
     * The retransmission time-out.
     *
     * @param initial before the first measurement, 10 ms to 60 s
     * @param min lower bound, 10 ms to 60 s
     * @param max upper bound, not less than {@code min}, to 60 s
     */
    public record Rto(Duration initial, Duration min, Duration max) {
        public Rto {
            check("RTO.Initial", initial, 10, 60_000);
            check("RTO.Min", min, 10, 60_000);
            check("RTO.Max", max, min.toMillis(), 60_000);
        }

        public static Rto ofMillis(int initial, int min, int max) {
            return new Rto(Duration.ofMillis(initial), Duration.ofMillis(min), Duration.ofMillis(max));
        }
    }

    /**
     * When a path, when a peer has failed. A peer none of whose paths is active is suspect: what can go elsewhere does,
     * but the association lasts, for the peer may only be slow. What ends it is its death.
     *
     * @param heartbeatInterval idle time after which a path is probed (the RTO comes on top); zero = no heartbeats
     * @param pathMaxRetransmissions retransmissions after which a path is inactive, 1 to 255
     * @param associationMaxRetransmissions retransmissions after which an association has failed, 1 to 255; so many for
     *     each address of an endpoint that has several
     * @param potentiallyFailed retransmissions after which a path is used only if there is no better one, and probed at
     *     every RTO (PFMR, RFC 7829), 0 to 255; from {@code pathMaxRetransmissions} on: never
     * @param deadAfter how long a peer may be suspect until the association has failed, whatever was counted until then,
     *     to 1 h; zero = as long as {@code associationMaxRetransmissions} lets it
     */
    public record Failure(
            Duration heartbeatInterval,
            int pathMaxRetransmissions,
            int associationMaxRetransmissions,
            int potentiallyFailed,
            Duration deadAfter) {
        /** Without a time after which a suspect peer is dead: retransmissions alone decide, as in RFC 9260. */
        public Failure(
                Duration heartbeatInterval,
                int pathMaxRetransmissions,
                int associationMaxRetransmissions,
                int potentiallyFailed) {
            this(
                    heartbeatInterval,
                    pathMaxRetransmissions,
                    associationMaxRetransmissions,
                    potentiallyFailed,
                    Duration.ZERO);
        }

        public Failure {
            check("heartbeat interval", heartbeatInterval, 0, Integer.MAX_VALUE);
            check("Path.Max.Retrans", pathMaxRetransmissions, 1, 255);
            check("Association.Max.Retrans", associationMaxRetransmissions, 1, 255);
            check("PFMR", potentiallyFailed, 0, 255);
            check("time until a suspect peer is dead", deadAfter, 0, 3_600_000);
        }
    }

    /**
     * The handshake.
     *
     * @param maxRetransmissions of INIT or COOKIE-ECHO before giving up, 1 to 255
     * @param maxTimeout upper bound of the time-out of an INIT, 10 ms to 60 s
     * @param cookieLife how long a peer may take to send the cookie back, 1 s to 1 h
     */
    public record Init(int maxRetransmissions, Duration maxTimeout, Duration cookieLife) {
        public Init {
            check("Max.Init.Retransmits", maxRetransmissions, 1, 255);
            check("longest time-out of an INIT", maxTimeout, 10, 60_000);
            check("Valid.Cookie.Life", cookieLife, 1000, 3_600_000);
        }
    }

    /**
     * Acknowledgements.
     *
     * @param delay the longest, 0 to 500 ms; zero = every packet at once
     * @param packets acknowledges at the latest after so many, 1 to 100
     */
    public record Sack(Duration delay, int packets) {
        public Sack {
            check("SACK delay", delay, 0, 500);
            check("SACK frequency", packets, 1, 100);
        }
    }

    /**
     * Streams and buffers.
     *
     * @param streams asked for in each direction, 1 to 65535
     * @param sendBuffer bytes of an association that wait for acknowledgement before {@link Association#send} refuses
     * @param receiveBuffer receiver window in bytes
     * @param noDelay small messages do not wait for earlier ones to be acknowledged (no Nagle algorithm)
     * @param maxBurst packets sent at once at most, where the window allows more, 1 to 65535; 0 = no limit
     */
    public record Capacity(int streams, int sendBuffer, int receiveBuffer, boolean noDelay, int maxBurst) {
        public Capacity {
            check("number of streams", streams, 1, 0xffff);
            check("send buffer", sendBuffer, 1, 1 << 30);
            check("receive buffer", receiveBuffer, 1, 1 << 30);
            check("Max.Burst", maxBurst, 0, 0xffff);
        }
    }

    /**
     * For failover within a cluster: a silent peer is suspect after 0.2 to 0.6 s if something was sent to it, else after
     * 0.7 s typically and 1.2 s at most, and dead 10 s later. How fast retransmissions are counted differs from stack to
     * stack and with what is sent, so that time decides here: 255 retransmissions take longer everywhere. Idle
     * associations cost ten packets a second in each direction; a server of thousands uses a longer heartbeat interval.
     * Bursts are as long as what one system call takes: with the usual four packets, they and not the window would bound
     * the throughput of small packets.
     */
    public static final SctpOptions FAST = new SctpOptions(
            Rto.ofMillis(100, 50, 150),
            new Failure(Duration.ofMillis(150), 3, 255, 0, Duration.ofSeconds(10)),
            new Init(4, Duration.ofMillis(150), Duration.ofSeconds(60)),
            new Sack(Duration.ofMillis(10), 2),
            new Capacity(16, 1 << 20, 1 << 20, true, 64),
            0);

    /** The defaults of RFC 9260 section 16 and RFC 7829. */
    public static final SctpOptions RFC = new SctpOptions(
            Rto.ofMillis(1000, 1000, 60_000),
            new Failure(Duration.ofSeconds(30), 5, 10, 0),
            new Init(8, Duration.ofSeconds(60), Duration.ofSeconds(60)),
            new Sack(Duration.ofMillis(200), 2),
            new Capacity(16, 1 << 20, 1 << 20, true, 4),
            0);

    private static void check(String name, Duration value, long min, long max) {
        if (value.isNegative() || value.toMillis() < min || value.toMillis() > max) {
            throw new IllegalArgumentException(
                    name + " of " + value.toMillis() + " ms is not within " + min + ".." + max + " ms");
        }
    }

    private static void check(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " " + value + " is not within " + min + ".." + max);
        }
    }

    public SctpOptions withRto(Rto newRto) {
        return new SctpOptions(newRto, failure, init, sack, capacity, adaptationIndication);
    }

    public SctpOptions withFailure(Failure newFailure) {
        return new SctpOptions(rto, newFailure, init, sack, capacity, adaptationIndication);
    }

    public SctpOptions withInit(Init newInit) {
        return new SctpOptions(rto, failure, newInit, sack, capacity, adaptationIndication);
    }

    public SctpOptions withSack(Sack newSack) {
        return new SctpOptions(rto, failure, init, newSack, capacity, adaptationIndication);
    }

    public SctpOptions withCapacity(Capacity newCapacity) {
        return new SctpOptions(rto, failure, init, sack, newCapacity, adaptationIndication);
    }

    public SctpOptions withAdaptationIndication(int codePoint) {
        return new SctpOptions(rto, failure, init, sack, capacity, codePoint);
    }

    public SctpOptions withStreams(int streams) {
        return withCapacity(new Capacity(
                streams, capacity.sendBuffer, capacity.receiveBuffer, capacity.noDelay, capacity.maxBurst));
    }

    public SctpOptions withBuffers(int sendBuffer, int receiveBuffer) {
        return withCapacity(
                new Capacity(capacity.streams, sendBuffer, receiveBuffer, capacity.noDelay, capacity.maxBurst));
    }

    public SctpOptions withHeartbeatInterval(Duration interval) {
        return withFailure(new Failure(
                interval,
                failure.pathMaxRetransmissions,
                failure.associationMaxRetransmissions,
                failure.potentiallyFailed,
                failure.deadAfter));
    }
}
