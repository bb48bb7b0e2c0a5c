package io.rserpool.endpoint.asap;

import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.identity.Security;
import java.time.Duration;
import java.util.List;

/**
 * Where registrars are and how they are spoken to.
 *
 * @param addresses as configured; with none, they have to be learned from announces
 * @param udpPort UDP port registrars are reached at (RFC 6951), 0 = SCTP directly over IP
 * @param timers profile of ASAP
 * @param resolveInterval how often names are resolved again while there is a home; a server hunt does so
 *     at its start and in every round
 * @param subscribe asks for dynamic updates of pools (S bit, RFC 5352 section 2.2.5); registrars need not grant them
 * @param security who is believed to be a registrar, an element or a user
 */
public record RegistrarOptions(
        List<RegistrarAddress> addresses,
        int udpPort,
        AsapTimers timers,
        Duration resolveInterval,
        boolean subscribe,
        Security security) {
    public RegistrarOptions {
        addresses = List.copyOf(addresses);
    }

    /** Security is off. */
    public RegistrarOptions(
            List<RegistrarAddress> addresses,
            int udpPort,
            AsapTimers timers,
            Duration resolveInterval,
            boolean subscribe) {
        this(addresses, udpPort, timers, resolveInterval, subscribe, Security.OFF);
    }

    public RegistrarOptions(
            List<RegistrarAddress> addresses, int udpPort, AsapTimers timers, Duration resolveInterval) {
        this(addresses, udpPort, timers, resolveInterval, false);
    }

    public RegistrarOptions(List<RegistrarAddress> addresses, AsapTimers timers) {
        this(addresses, EndpointAddress.UDP_ENCAPSULATION_PORT, timers, Duration.ofSeconds(30));
    }

    /** Everything else stays. */
    public RegistrarOptions withSubscribe(boolean newSubscribe) {
        return new RegistrarOptions(addresses, udpPort, timers, resolveInterval, newSubscribe, security);
    }

    /** Everything else stays. */
    public RegistrarOptions withSecurity(Security newSecurity) {
        return new RegistrarOptions(addresses, udpPort, timers, resolveInterval, subscribe, newSecurity);
    }
}
