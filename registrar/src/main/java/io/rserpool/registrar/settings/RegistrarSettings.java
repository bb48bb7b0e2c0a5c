package io.rserpool.registrar.settings;

import io.rserpool.protocol.ServerId;
import io.rserpool.transport.identity.Security;
import org.jspecify.annotations.Nullable;

/**
 * What a registrar is told.
 *
 * @param id not {@link ServerId#NONE}
 * @param asapPort SCTP port of its ASAP endpoint
 * @param enrpPort SCTP port of its ENRP endpoint
 * @param peerUdpPort UDP port of those it associates with (RFC 6951)
 * @param expectsPeers whether it looks for a mentor before it serves
 * @param enrpMulticast where it announces itself to other registrars, and hears of them; null = nowhere
 * @param security who is believed
 */
public record RegistrarSettings(
        ServerId id,
        int asapPort,
        int enrpPort,
        int peerUdpPort,
        boolean expectsPeers,
        @Nullable MulticastSettings enrpMulticast,
        RegistrarProfile profile,
        RegistrarLimits limits,
        Security security) {

    /** Security is off. */
    public RegistrarSettings(
            ServerId id,
            int asapPort,
            int enrpPort,
            int peerUdpPort,
            boolean expectsPeers,
            @Nullable MulticastSettings enrpMulticast,
            RegistrarProfile profile,
            RegistrarLimits limits) {
        this(id, asapPort, enrpPort, peerUdpPort, expectsPeers, enrpMulticast, profile, limits, Security.OFF);
    }

    /** Everything else stays. */
    public RegistrarSettings withSecurity(Security newSecurity) {
        return new RegistrarSettings(
                id, asapPort, enrpPort, peerUdpPort, expectsPeers, enrpMulticast, profile, limits, newSecurity);
    }
}
