package io.rserpool.registrar.settings;

import io.rserpool.protocol.ServerId;
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
 */
public record RegistrarSettings(
        ServerId id,
        int asapPort,
        int enrpPort,
        int peerUdpPort,
        boolean expectsPeers,
        @Nullable MulticastSettings enrpMulticast,
        RegistrarProfile profile,
        RegistrarLimits limits) {}
