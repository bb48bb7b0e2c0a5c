package io.rserpool.protocol.parameter;

import io.rserpool.protocol.ServerId;

/** A registrar and where its ENRP endpoint is reached (RFC 5354 section 3.11). */
public record ServerInformation(ServerId id, TransportParameter.Sctp transport) {}
