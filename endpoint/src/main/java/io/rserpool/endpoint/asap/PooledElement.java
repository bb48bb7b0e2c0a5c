package io.rserpool.endpoint.asap;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;

/** An element as registrars know it. */
public record PooledElement(PoolHandle handle, PeIdentifier identifier) {}
