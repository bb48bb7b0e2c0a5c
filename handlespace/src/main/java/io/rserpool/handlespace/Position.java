package io.rserpool.handlespace;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;

/** An element's place in the order of downloads: by pool handle, then identifier. */
public record Position(PoolHandle handle, PeIdentifier identifier) implements Comparable<Position> {
    @Override
    public int compareTo(Position other) {
        var byHandle = handle.compareTo(other.handle);
        return byHandle != 0 ? byHandle : identifier.compareTo(other.identifier);
    }
}
