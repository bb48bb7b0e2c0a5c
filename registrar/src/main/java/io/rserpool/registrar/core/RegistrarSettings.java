package io.rserpool.registrar.core;

import io.rserpool.protocol.ServerId;

/**
 * What a registrar is told.
 *
 * @param id not {@link ServerId#NONE}
 * @param asapPort SCTP port of its ASAP endpoint
 * @param enrpPort SCTP port of its ENRP endpoint
 * @param peerUdpPort UDP port of those it associates with (RFC 6951)
 * @param expectsPeers whether it looks for a mentor before it serves
 */
public record RegistrarSettings(
        ServerId id,
        int asapPort,
        int enrpPort,
        int peerUdpPort,
        boolean expectsPeers,
        RegistrarProfile profile,
        RegistrarLimits limits) {}
