package io.rserpool.protocol.parameter;

/** What an SCTP user transport carries (RFC 5354 section 3.4). */
public enum TransportUse {
    DATA_ONLY,
    DATA_PLUS_CONTROL
}
