package io.rserpool.program.settings;

import java.time.Duration;
import java.util.List;

/** What pe-sidecar and pu-sidecar let users set of ASAP (RFC 5352 section 7) and SCTP (RFC 9260 section 16). */
public final class TimerSettings {
    private static final ValueRange<Duration> TIMER = ValueRange.durations("PT0.01S", "PT10M");
    private static final ValueRange<Duration> LONG = ValueRange.durations("PT0.1S", "PT24H");
    private static final ValueRange<Duration> RTO = ValueRange.durations("PT0.01S", "PT1M");
    private static final ValueRange<Integer> RETRANSMISSIONS = ValueRange.numbers(1, 255);
    private static final ValueRange<Integer> BUFFER = ValueRange.numbers(1 << 16, 1 << 30);

    private static final String ASAP_PREFIX = "rserpool.timers.";

    /** Prefix of the keys of SCTP. */
    public static final String SCTP_PREFIX = "rserpool.sctp.";

    /** Of ASAP, towards registrars. */
    private static final List<Setting> ASAP = List.of(
            new Setting(
                    "t1-request", "t1Request", TIMER, "T1-ENRPrequest: longest wait for a handle resolution response"),
            new Setting("t2-registration", "t2Registration", TIMER, "T2: longest wait for a registration response"),
            new Setting(
                    "t3-deregistration", "t3Deregistration", TIMER, "T3: longest wait for a deregistration response"),
            new Setting("t4-reregistration", "t4Reregistration", LONG, "T4: longest interval of re-registrations"),
            new Setting(
                    "t5-server-hunt",
                    "t5ServerHunt",
                    TIMER,
                    "T5: first interval of a server hunt, doubled from round to round"),
            new Setting("retran-max", "retranMax", TIMER, "RETRAN-MAX: longest interval of a server hunt"),
            new Setting(
                    "registrar-heartbeat",
                    "registrarHeartbeat",
                    LONG,
                    "SCTP heartbeat interval of the association with the registrar"),
            new Setting(
                    "max-registration-attempts",
                    "maxRegistrationAttempts",
                    ValueRange.numbers(1, 100),
                    "MAX-REG-ATTEMPT: registrations without an answer before it is reported"),
            new Setting(
                    "max-request-retransmit",
                    "maxRequestRetransmit",
                    ValueRange.numbers(0, 100),
                    "MAX-REQUEST-RETRANSMIT: how often a resolution without an answer is sent again"),
            new Setting(
                    "registration-life",
                    "registrationLife",
                    ValueRange.durations("PT1S", "PT24H"),
                    "how long a registration lives without re-registration"),
            new Setting(
                    "stale-cache-value",
                    "staleCacheValue",
                    ValueRange.durations("PT0S", "PT24H"),
                    "age up to which a handle resolution is used again, PT0S = ask every time"));

    /** Of SCTP. */
    private static final List<Setting> SCTP = List.of(
            new Setting(
                    "rto-initial",
                    "rto.initial",
                    RTO,
                    "RTO.Initial: retransmission time-out before the first measurement"),
            new Setting("rto-min", "rto.min", RTO, "RTO.Min: least retransmission time-out"),
            new Setting("rto-max", "rto.max", RTO, "RTO.Max: longest retransmission time-out"),
            new Setting(
                    "heartbeat-interval",
                    "failure.heartbeatInterval",
                    ValueRange.durations("PT0S", "PT1H"),
                    "HB.interval: idle time after which a path is probed (the RTO comes on top), PT0S = no heartbeats"),
            new Setting(
                    "path-max-retransmissions",
                    "failure.pathMaxRetransmissions",
                    RETRANSMISSIONS,
                    "Path.Max.Retrans: retransmissions after which a path is inactive"),
            new Setting(
                    "association-max-retransmissions",
                    "failure.associationMaxRetransmissions",
                    RETRANSMISSIONS,
                    "Association.Max.Retrans: retransmissions after which an association has failed"),
            new Setting(
                    "dead-after",
                    "failure.deadAfter",
                    ValueRange.durations("PT0S", "PT1H"),
                    "how long a suspect peer may be silent until it is dead, PT0S = as long as Association.Max.Retrans lets it"),
            new Setting(
                    "potentially-failed",
                    "failure.potentiallyFailed",
                    ValueRange.numbers(0, 255),
                    "PFMR (RFC 7829): retransmissions after which a path is avoided"),
            new Setting(
                    "max-init-retransmissions",
                    "init.maxRetransmissions",
                    RETRANSMISSIONS,
                    "Max.Init.Retransmits: retransmissions of INIT or COOKIE-ECHO before giving up"),
            new Setting("max-init-timeout", "init.maxTimeout", RTO, "longest time-out of an INIT"),
            new Setting(
                    "cookie-life",
                    "init.cookieLife",
                    ValueRange.durations("PT1S", "PT1H"),
                    "Valid.Cookie.Life: how long a peer may take to send the cookie back"),
            new Setting(
                    "sack-delay",
                    "sack.delay",
                    ValueRange.durations("PT0S", "PT0.5S"),
                    "longest delay of an acknowledgement, PT0S = every packet at once"),
            new Setting(
                    "sack-packets",
                    "sack.packets",
                    ValueRange.numbers(1, 100),
                    "acknowledges at the latest after so many packets"),
            new Setting(
                    "send-buffer",
                    "capacity.sendBuffer",
                    BUFFER,
                    "bytes of an association that wait for acknowledgement at most"),
            new Setting("receive-buffer", "capacity.receiveBuffer", BUFFER, "receiver window in bytes"),
            new Setting(
                    "no-delay",
                    "capacity.noDelay",
                    ValueRange.flag(),
                    "small messages do not wait for earlier ones to be acknowledged"),
            new Setting(
                    "max-burst",
                    "capacity.maxBurst",
                    ValueRange.numbers(0, 65535),
                    "Max.Burst: packets sent at once at most, 0 = no limit"));

    private TimerSettings() {}

    /** Keys of ASAP, over these profiles, whose registration lives have one of these units. */
    public static <T extends Record, U extends Enum<U>> Overlay<T> asap(
            Class<U> lifeUnits, Overlay.Profiles<T> profiles) {
        return new Overlay<>(ASAP_PREFIX, profiles, ASAP)
                .with(new Setting(
                        "life-unit",
                        "lifeUnit",
                        ValueRange.names(lifeUnits),
                        "unit of registration lives on the wire, that of the registrars"))
                .less("t4-reregistration", "registration-life")
                .atMost("t5-server-hunt", "retran-max");
    }

    /** Keys of SCTP below a prefix, over these profiles. */
    public static <T extends Record> Overlay<T> sctp(String prefix, Overlay.Profiles<T> profiles) {
        return new Overlay<>(prefix, profiles, SCTP).atMost("rto-min", "rto-max");
    }
}
