package io.rserpool.handlespace;

import io.rserpool.protocol.PeIdentifier;
import org.jspecify.annotations.Nullable;

/** The elements of a pool by identifier. */
final class ElementIndex extends Tree<PoolElement> {
    @Override
    int compare(PoolElement one, PoolElement other) {
        return Integer.compareUnsigned(one.id(), other.id());
    }

    @Nullable
    PoolElement get(PeIdentifier identifier) {
        var element = root();
        while (element != null && element.id() != identifier.value()) {
            element = Integer.compareUnsigned(identifier.value(), element.id()) < 0 ? element.left : element.right;
        }
        return element;
    }
}
