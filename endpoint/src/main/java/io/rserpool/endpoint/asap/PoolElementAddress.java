package io.rserpool.endpoint.asap;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.transport.sctp.SctpAddress;

/** An element and where its sessions are opened. */
public record PoolElementAddress(PeIdentifier identifier, SctpAddress address) {
    @Override
    public String toString() {
        return identifier + " at " + address;
    }
}
