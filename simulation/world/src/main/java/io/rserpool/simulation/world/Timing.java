package io.rserpool.simulation.world;

import io.rserpool.endpoint.asap.AsapTimers;
import io.rserpool.registrar.settings.RegistrarProfile;
import io.rserpool.simulation.network.VirtualNetwork;
import io.rserpool.transport.sctp.SctpOptions;
import java.time.Duration;

/** The timers of a scope, and the times that follow from them: see docs/simulation.md. */
public enum Timing {
    FAST(RegistrarProfile.FAST, AsapTimers.FAST, SctpOptions.FAST, Duration.ofSeconds(1)),
    RSPLIB(RegistrarProfile.RSPLIB, AsapTimers.RSPLIB, SctpOptions.FAST, Duration.ofSeconds(3)),
    RFC(RegistrarProfile.RFC, AsapTimers.RFC, SctpOptions.FAST, Duration.ofSeconds(15));

    /** Longest time between two attempts of a registrar to associate with another one: 2 s, varied by a quarter. */
    private static final Duration CONNECTOR = Duration.ofMillis(2_500);

    /** Ticks of registrars, delays of the network. */
    private static final Duration SLACK = Duration.ofSeconds(3);

    final RegistrarProfile registrar;
    public final AsapTimers asap;

    /** Of users and elements. */
    final SctpOptions sctp;

    /** The pace of what happens. */
    public final Duration unit;

    Timing(RegistrarProfile registrar, AsapTimers asap, SctpOptions sctp, Duration unit) {
        this.registrar = registrar;
        this.asap = asap;
        this.sctp = sctp;
        this.unit = unit;
    }

    /** The audit: two presence cycles, the last one late, and one handle table. */
    public Duration audit() {
        return registrar.presenceCycle().multipliedBy(9).dividedBy(4).plus(SLACK);
    }

    /** From the death of a registrar to the end of its takeover. */
    private Duration takeover() {
        return registrar
                .maxTimeLastHeard()
                .plus(registrar.maxTimeNoResponse())
                .plus(registrar.takeoverExpiry().multipliedBy(2))
                .plus(registrar.presenceCycle().multipliedBy(9).dividedBy(8));
    }

    /** A start: a mentor is looked for, and perhaps each of the others is asked in vain. */
    private Duration start(int registrars) {
        return registrar.mentorDiscovery().plus(registrar.maxTimeNoResponse().multipliedBy(registrars));
    }

    /** From the healing of the network to equal copies: old associations fail, new ones come, the dead are taken over. */
    Duration convergence(int registrars) {
        return VirtualNetwork.failureTime(registrar.peerOptions())
                .plus(registrar.peerOptions().init().maxTimeout())
                .plus(CONNECTOR)
                .plus(start(registrars))
                .plus(takeover())
                .plus(audit().multipliedBy(2))
                .plus(registrar.maxTimeNoResponse());
    }

    /** From its death to the removal of an element everywhere, with living registrars. */
    public Duration removal() {
        return registrar
                .keepAlivePeriod()
                .multipliedBy(3)
                .dividedBy(2)
                .plus(registrar.keepAliveTimeout())
                .plus(SLACK);
    }

    /** How long a living element may need to be registered with a living registrar. */
    public Duration registration(int registrars) {
        return VirtualNetwork.failureTime(sctp.withHeartbeatInterval(asap.registrarHeartbeat()))
                .plus(asap.t4Reregistration())
                .plus(asap.t2Registration().multipliedBy(2L * asap.maxRegistrationAttempts()))
                .plus(asap.retranMax().multipliedBy(registrars / 3 + 2))
                .plus(SLACK);
    }

    /** From the healing of the network to a scope at rest. */
    public Duration settling(int registrars) {
        return convergence(registrars)
                .plus(max(removal(), registration(registrars).multipliedBy(2)));
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
