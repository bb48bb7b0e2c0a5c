package io.rserpool.endpoint;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;

/** An element as registrars know it. */
record PooledElement(PoolHandle handle, PeIdentifier identifier) {}
