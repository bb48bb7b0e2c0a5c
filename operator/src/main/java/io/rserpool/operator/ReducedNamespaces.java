package io.rserpool.operator;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import org.jspecify.annotations.Nullable;

/** Keeps of a namespace its name and labels, by which Pools and scopes admit it. */
final class ReducedNamespaces extends BasicItemStore<Namespace> {
    ReducedNamespaces() {
        super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public @Nullable Namespace put(String key, Namespace namespace) {
        return super.put(key, reduced(namespace));
    }

    static Namespace reduced(Namespace namespace) {
        var metadata = namespace.getMetadata();
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName(metadata.getName())
                .withUid(metadata.getUid())
                .withResourceVersion(metadata.getResourceVersion())
                .withLabels(metadata.getLabels())
                .endMetadata()
                .build();
    }
}
