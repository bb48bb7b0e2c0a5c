package io.rserpool.endpoint.asap;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.transport.association.EndpointAddress;

/** An element and where its sessions are opened. */
public record PoolElementAddress(PeIdentifier identifier, EndpointAddress address) {
    @Override
    public String toString() {
        return identifier + " at " + address;
    }
}
