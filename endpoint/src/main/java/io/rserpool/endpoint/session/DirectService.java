package io.rserpool.endpoint.session;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;

/**
 * Which element serves users that do not multiplex: their associations do not say whom they are meant for.
 *
 * @param options how bytes travel to them
 */
public record DirectService(PoolHandle handle, PeIdentifier identifier, DirectOptions options) {}
