package io.rserpool.endpoint.asap;

import java.time.Duration;
import java.util.Locale;

/**
 * Timers and thresholds of ASAP (RFC 5352 section 7).
 *
 * @param t1Request longest wait for a handle resolution response
 * @param t2Registration longest wait for a registration response
 * @param t3Deregistration longest wait for a deregistration response
 * @param t4Reregistration longest interval of re-registrations, see {@link #reregistrationInterval}
 * @param registrarHeartbeat SCTP heartbeat interval of the association with the home registrar: a registrar has
 *     thousands of them, and its death costs no session
 * @param t5ServerHunt first interval of a server hunt; doubled up to {@code retranMax}
 * @param retranMax upper bound of the hunt interval (RETRAN-MAX)
 * @param maxRegistrationAttempts registrations without an answer before it is reported (MAX-REG-ATTEMPT)
 * @param maxRequestRetransmit how often a resolution without an answer is sent again (MAX-REQUEST-RETRANSMIT), 0 =
 *     not at all
 * @param registrationLife how long a registration lives without re-registration
 * @param lifeUnit unit of the registration life on the wire
 * @param staleCacheValue age up to which a handle resolution is used again; zero = ask every time
 */
public record AsapTimers(
        Duration t1Request,
        Duration t2Registration,
        Duration t3Deregistration,
        Duration t4Reregistration,
        Duration registrarHeartbeat,
        Duration t5ServerHunt,
        Duration retranMax,
        int maxRegistrationAttempts,
        int maxRequestRetransmit,
        Duration registrationLife,
        LifeUnit lifeUnit,
        Duration staleCacheValue) {

    private static final Duration SLACK = Duration.ofSeconds(20);

    /** Unit of the registration life in a Pool Element parameter. */
    public enum LifeUnit {
        /** RFC 5354 section 3.10. */
        SECONDS,
        /** What RSPLIB sends and expects. */
        MILLISECONDS
    }

    /** For failover within a cluster: no request waits longer than a second. */
    public static final AsapTimers FAST = new AsapTimers(
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ofSeconds(15),
            Duration.ofSeconds(3),
            Duration.ofMillis(300),
            Duration.ofSeconds(1),
            3,
            2,
            Duration.ofSeconds(30),
            LifeUnit.SECONDS,
            Duration.ofSeconds(1));

    /** The defaults of RSPLIB 3.4, for pools shared with it. */
    public static final AsapTimers RSPLIB = new AsapTimers(
            Duration.ofSeconds(3),
            Duration.ofSeconds(3),
            Duration.ofSeconds(3),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofMillis(7500),
            Duration.ofMillis(7500),
            1,
            0,
            Duration.ofSeconds(90),
            LifeUnit.MILLISECONDS,
            Duration.ZERO);

    /** The defaults of RFC 5352 section 7, T4 by its rule from a life of 630 s. */
    public static final AsapTimers RFC = new AsapTimers(
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(600),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            2,
            2,
            Duration.ofSeconds(630),
            LifeUnit.SECONDS,
            Duration.ofSeconds(30));

    /**
     * The profile of a name.
     *
     * @param name {@code fast}, {@code rsplib} or {@code rfc}, in any case
     * @throws IllegalArgumentException there is none of that name; the message lists the names
     */
    public static AsapTimers profile(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "fast" -> FAST;
            case "rsplib" -> RSPLIB;
            case "rfc" -> RFC;
            default ->
                throw new IllegalArgumentException(
                        "timer profile \"" + name + "\" is unknown; there are fast, rsplib and rfc");
        };
    }

    /** T4: long enough before the end of the registration, 20 s (RFC 5352 section 7.1) or half of a short life. */
    public Duration reregistrationInterval() {
        var half = registrationLife.dividedBy(2);
        var slack = half.compareTo(SLACK) < 0 ? half : SLACK;
        var latest = registrationLife.minus(slack);
        return latest.compareTo(t4Reregistration) < 0 ? latest : t4Reregistration;
    }

    /** The registration life as it goes on the wire. */
    public int wireLife() {
        return Math.toIntExact(
                lifeUnit == LifeUnit.SECONDS ? registrationLife.toSeconds() : registrationLife.toMillis());
    }

    public AsapTimers withLifeUnit(LifeUnit unit) {
        return new AsapTimers(
                t1Request,
                t2Registration,
                t3Deregistration,
                t4Reregistration,
                registrarHeartbeat,
                t5ServerHunt,
                retranMax,
                maxRegistrationAttempts,
                maxRequestRetransmit,
                registrationLife,
                unit,
                staleCacheValue);
    }

    public AsapTimers withStaleCacheValue(Duration value) {
        return new AsapTimers(
                t1Request,
                t2Registration,
                t3Deregistration,
                t4Reregistration,
                registrarHeartbeat,
                t5ServerHunt,
                retranMax,
                maxRegistrationAttempts,
                maxRequestRetransmit,
                registrationLife,
                lifeUnit,
                value);
    }
}
