package io.rserpool.endpoint;

import io.rserpool.transport.SctpAddress;
import java.time.Duration;
import java.util.List;

/**
 * Where registrars are and how they are spoken to.
 *
 * @param addresses as configured, at least one
 * @param udpPort UDP port registrars are reached at (RFC 6951), 0 = SCTP directly over IP
 * @param timers profile of ASAP
 * @param resolveInterval how often names are resolved again while there is a home; a server hunt does so
 *     at its start and in every round
 */
public record RegistrarOptions(
        List<RegistrarAddress> addresses, int udpPort, AsapTimers timers, Duration resolveInterval) {
    public RegistrarOptions {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("at least one registrar address is needed");
        }
    }

    public RegistrarOptions(List<RegistrarAddress> addresses, AsapTimers timers) {
        this(addresses, SctpAddress.UDP_ENCAPSULATION_PORT, timers, Duration.ofSeconds(30));
    }
}
