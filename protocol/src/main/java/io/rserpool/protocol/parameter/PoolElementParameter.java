package io.rserpool.protocol.parameter;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.ServerId;
import org.jspecify.annotations.Nullable;

/**
 * A pool element (RFC 5354 section 3.10).
 *
 * @param identifier within its pool
 * @param home the registrar that looks after it, {@link ServerId#NONE} if undetermined
 * @param registrationLife as on the wire: seconds (RFC) or ms (RSPLIB), signed; −1 = for ever
 * @param userTransport where its service is reached
 * @param policy the pool's policy type with this element's values
 * @param asapTransport where its ASAP endpoint is reached; always there in ENRP, never needed in ASAP
 */
public record PoolElementParameter(
        PeIdentifier identifier,
        ServerId home,
        int registrationLife,
        TransportParameter userTransport,
        Policy policy,
        TransportParameter.@Nullable Sctp asapTransport) {}
