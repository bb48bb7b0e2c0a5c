package io.rserpool.pe;

import io.rserpool.endpoint.asap.PoolElement;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.parameter.Policy;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** The registration of an element that no registrar knows of others. */
record AloneInPool(BiFunction<Policy, PoolElement.Listener, PoolElement> creation)
        implements RegisteredElement.Registration {
    @Override
    public PoolElement create(Policy policy, PoolElement.Listener listener) {
        return creation.apply(policy, listener);
    }

    @Override
    public void members(Consumer<List<PeIdentifier>> found, Consumer<String> failed) {
        found.accept(List.of());
    }
}
