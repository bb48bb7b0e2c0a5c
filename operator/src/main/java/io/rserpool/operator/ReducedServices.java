package io.rserpool.operator;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import org.jspecify.annotations.Nullable;

/** Keeps of a Service what pool users depend on: its name, ports and whether it is headless; most Services are other people's. */
final class ReducedServices extends BasicItemStore<Service> {
    ReducedServices() {
        super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public @Nullable Service put(String key, Service service) {
        return super.put(key, reduced(service));
    }

    static Service reduced(Service service) {
        var metadata = service.getMetadata();
        var spec = service.getSpec();
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(metadata.getName())
                .withNamespace(metadata.getNamespace())
                .withUid(metadata.getUid())
                .withResourceVersion(metadata.getResourceVersion())
                .endMetadata()
                .withNewSpec()
                .withType(spec.getType())
                .withClusterIP(spec.getClusterIP())
                .withPorts(spec.getPorts())
                .endSpec()
                .build();
    }
}
