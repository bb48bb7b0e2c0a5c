package io.rserpool.registrar;

import io.rserpool.handlespace.PolicySemantics;
import io.rserpool.program.settings.ConfigValues;
import io.rserpool.program.settings.Overlay;
import io.rserpool.program.settings.Setting;
import io.rserpool.program.settings.TimerProfile;
import io.rserpool.program.settings.TimerSettings;
import io.rserpool.program.settings.ValueRange;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.registrar.settings.RegistrarLimits;
import io.rserpool.registrar.settings.RegistrarProfile;
import io.rserpool.registrar.settings.RegistrarRules;
import io.rserpool.transport.sctp.SctpOptions;
import java.time.Duration;
import java.util.List;

/** The keys of a registrar that replace single values of its timer profile. */
final class RegistrarOverlays {
    private static final String OWN = "rserpool.registrar.";
    private static final ValueRange<Duration> CYCLE = ValueRange.durations("PT0.05S", "PT10M");
    private static final ValueRange<Integer> MANY = ValueRange.numbers(1, 1_000_000);
    private static final ValueRange<Integer> PEERS = ValueRange.numbers(1, 1024);

    static final Overlay<RegistrarProfile> TIMERS = new Overlay<>(
                    OWN + "timers.",
                    RegistrarOverlays::profile,
                    List.of(
                            new Setting(
                                    "presence-cycle",
                                    "presenceCycle",
                                    CYCLE,
                                    "PEER-HEARTBEAT-CYCLE: interval of Presences, varied by ± 12.5 %"),
                            new Setting(
                                    "max-time-last-heard",
                                    "maxTimeLastHeard",
                                    CYCLE,
                                    "MAX-TIME-LAST-HEARD: silence after which a peer is probed"),
                            new Setting(
                                    "max-time-no-response",
                                    "maxTimeNoResponse",
                                    CYCLE,
                                    "MAX-TIME-NO-RESPONSE: longest wait for an answer to a probe or to a request to a"
                                            + " mentor"),
                            new Setting(
                                    "mentor-discovery", "mentorDiscovery", CYCLE, "how long a mentor is looked for"),
                            new Setting(
                                    "takeover-expiry",
                                    "takeoverExpiry",
                                    CYCLE,
                                    "longest wait for acknowledgements of a takeover"),
                            new Setting(
                                    "keep-alive-period",
                                    "keepAlivePeriod",
                                    CYCLE,
                                    "interval of keep-alives to an element, varied by ± 50 %; longer where the limit"
                                            + " keep-alives-per-second demands it"),
                            new Setting(
                                    "keep-alive-timeout",
                                    "keepAliveTimeout",
                                    CYCLE,
                                    "longest wait for the acknowledgement of a keep-alive"),
                            new Setting(
                                    "max-bad-pe-reports",
                                    "maxBadPeReports",
                                    ValueRange.numbers(0, 1000),
                                    "MAX-BAD-PE-REPORT: reports of unreachability that an element survives")))
            .less("presence-cycle", "max-time-last-heard");

    static final Overlay<RegistrarRules> RULES = new Overlay<>(
            OWN + "rules.",
            profile -> profile(profile).rules(),
            List.of(
                    rule(
                            "life-in-milliseconds",
                            "registration.lifeInMilliseconds",
                            "registration lives are in ms (RSPLIB), not in s"),
                    rule(
                            "foreign-lives-expire",
                            "copies.foreignLivesExpire",
                            "copies of elements of other registrars expire (RSPLIB)"),
                    rule(
                            "keep-on-association-loss",
                            "registration.keepOnAssociationLoss",
                            "an element outlives its association until a keep-alive fails (RFC)"),
                    rule(
                            "smaller-id-wins",
                            "copies.smallerIdWins",
                            "of two that take over the same registrar the smaller ID wins (RSPLIB), not the larger"),
                    new Setting(
                            "default-items",
                            "resolution.defaultItems",
                            ValueRange.numbers(1, 1024),
                            "elements in an answer where no number is asked for"),
                    rule(
                            "forward-reports",
                            "reports.forwarded",
                            "tells an element's home registrar of reports that it is unreachable"),
                    rule(
                            "takeover-suggestion",
                            "copies.takeoverSuggestion",
                            "suggests to the registrar whose ID xor that of an element is largest to become its home,"
                                    + " and heeds such suggestions (RSPLIB's -supporttakeoversuggestion)"),
                    rule(
                            "unknown-pool-beyond-rates",
                            "resolution.unknownPoolBeyondRates",
                            "resolutions beyond the limits are refused with cause 0x9 (RSPLIB), not 0x6"),
                    new Setting(
                            "table-elements",
                            "copies.tableElements",
                            ValueRange.numbers(1, 1024),
                            "most elements in a handle table response"),
                    new Setting(
                            "selection",
                            "resolution.policies",
                            ValueRange.names(PolicySemantics.class),
                            "how policies are understood where RFC 5356 and RSPLIB 3.4.4 differ"),
                    rule(
                            "usable-addresses",
                            "registration.usableAddresses",
                            "of an element's addresses those that its association has are taken (RSPLIB), instead of"
                                    + " refusing it"),
                    rule(
                            "remembers-reports",
                            "reports.remembered",
                            "a re-registration does not make reports of unreachability forgotten (RSPLIB)"),
                    new Setting(
                            "distance-step",
                            "resolution.distanceStep",
                            ValueRange.numbers(1, 10_000),
                            "ms that distances of elements are rounded to, for policies with a delay penalty factor")));

    static final Overlay<SctpOptions> ASAP_SCTP = TimerSettings.sctp(
            TimerSettings.SCTP_PREFIX, profile -> profile(profile).endpointOptions());

    static final Overlay<SctpOptions> ENRP_SCTP =
            TimerSettings.sctp(OWN + "enrp-sctp.", profile -> profile(profile).peerOptions());

    static final Overlay<RegistrarLimits> LIMITS = new Overlay<>(
            OWN + "limits.",
            RegistrarOverlays::limits,
            List.of(
                    new Setting("pools", "handlespace.pools", MANY, "most pools; more are refused (cause 0x6)"),
                    new Setting("elements", "handlespace.elements", MANY, "most pool elements in all (0x6)"),
                    new Setting(
                            "elements-per-pool",
                            "handlespace.elementsPerPool",
                            MANY,
                            "most pool elements in a pool (0x6)"),
                    new Setting(
                            "elements-per-association",
                            "handlespace.elementsPerAssociation",
                            MANY,
                            "most pool elements that register over one association (0x6)"),
                    new Setting(
                            "message",
                            "decoder.message",
                            ValueRange.numbers(1024, 65536),
                            "longest message in bytes; longer ones are dropped"),
                    new Setting(
                            "pool-handle",
                            "decoder.poolHandle",
                            ValueRange.numbers(1, 16_384),
                            "longest pool handle in bytes; messages with longer ones are dropped (0x3). RSPLIB's"
                                    + " programs abort on more than 32"),
                    new Setting(
                            "resolutions-per-second",
                            "rates.resolutions",
                            MANY,
                            "handle resolutions of one association; more are refused (0x6)"),
                    new Setting(
                            "pool-resolutions-per-second",
                            "rates.poolResolutions",
                            MANY,
                            "the same for one pool, as RSPLIB's -maxhrrate"),
                    new Setting(
                            "reports-per-second",
                            "rates.reports",
                            MANY,
                            "reports of unreachable elements of one association; more are dropped"),
                    new Setting(
                            "pool-reports-per-second",
                            "rates.poolReports",
                            MANY,
                            "the same for one pool, as RSPLIB's -maxeurate"),
                    new Setting(
                            "keep-alives-per-second",
                            "rates.keepAlives",
                            MANY,
                            "keep-alives to all elements together; their period grows with the number of"
                                    + " elements"),
                    new Setting(
                            "items-per-resolution",
                            "itemsPerResolution",
                            ValueRange.numbers(1, 1024),
                            "most elements in an answer"),
                    new Setting(
                            "associations",
                            "associations",
                            MANY,
                            "most associations with elements and users; more are aborted"),
                    new Setting(
                            "associations-per-address",
                            "associationsPerAddress",
                            MANY,
                            "the same of one IP address, so that nobody takes all of them"),
                    new Setting("peers", "peers", PEERS, "most other registrars; more are ignored"),
                    new Setting(
                            "downloads",
                            "downloads",
                            PEERS,
                            "handle table downloads by other registrars at a time; more are rejected, the"
                                    + " others try again"),
                    new Setting(
                            "subscriptions",
                            "subscriptions.inAll",
                            ValueRange.numbers(0, 1_000_000),
                            "pools that users are kept up to date about (S bit), counted per user; who asks for"
                                    + " more is answered without updates (A bit 0)"),
                    new Setting(
                            "subscriptions-per-association",
                            "subscriptions.perAssociation",
                            ValueRange.numbers(0, 1_000_000),
                            "the same of one association"),
                    new Setting(
                            "updates-per-second",
                            "subscriptions.updatesPerSecond",
                            MANY,
                            "dynamic updates to all users together; later ones wait"),
                    new Setting(
                            "update-interval",
                            "subscriptions.interval",
                            ValueRange.durations("PT0S", "PT1H"),
                            "least time between two updates of a pool to a user")));

    static final List<Overlay<?>> ALL = List.of(TIMERS, RULES, LIMITS, ASAP_SCTP, ENRP_SCTP);

    private RegistrarOverlays() {}

    private static Setting rule(String key, String component, String meaning) {
        return new Setting(key, component, ValueRange.flag(), meaning);
    }

    private static RegistrarProfile profile(TimerProfile name) {
        return switch (name) {
            case FAST -> RegistrarProfile.FAST;
            case RSPLIB -> RegistrarProfile.RSPLIB;
            case RFC -> RegistrarProfile.RFC;
        };
    }

    private static RegistrarLimits limits(TimerProfile name) {
        return name == TimerProfile.RSPLIB
                ? RegistrarLimits.DEFAULT.withDecoder(DecoderLimits.RSPLIB)
                : RegistrarLimits.DEFAULT;
    }

    /** The chosen profile with all that is set over it. */
    static RegistrarProfile profile(ConfigValues values) {
        return TIMERS.of(values).withRules(RULES.of(values)).withSctp(ENRP_SCTP.of(values), ASAP_SCTP.of(values));
    }
}
