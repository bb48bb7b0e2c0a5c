package io.rserpool.operator;

import static io.rserpool.operator.Fixtures.files;
import static io.rserpool.operator.Fixtures.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.PoolStatus;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReducedServicesTest {
    private static Service whole(String ports) {
        var service =
                service("files", "{selector: {app: files}, clusterIP: None, type: ClusterIP, ports: " + ports + "}");
        service.getMetadata().setUid("u");
        service.getMetadata().setResourceVersion("7");
        service.getMetadata().setAnnotations(Map.of("large", "x".repeat(10_000)));
        return service;
    }

    @Test
    void whatIsAskedForIsKeptAndTheRestIsNot() {
        var store = new ReducedServices();
        var whole = whole("[{port: 80, targetPort: web}]");
        store.put(store.getKey(whole), whole);
        var kept = store.get(Cache.namespaceKeyFunc("shop", "files"));
        assertThat(kept.getSpec().getPorts()).isEqualTo(whole.getSpec().getPorts());
        assertThat(kept.getSpec().getClusterIP()).isEqualTo("None");
        assertThat(kept.getMetadata().getResourceVersion()).isEqualTo("7");
        assertThat(Serialization.asJson(kept)).hasSizeLessThan(400);
    }

    @Test
    void onlyAChangeOfPortsOrKindCounts() {
        var before = ReducedServices.reduced(whole("[{port: 80}]"));
        assertThat(Catalog.hasOtherPorts(before, whole("[{port: 80}]"))).isFalse();
        assertThat(Catalog.hasOtherPorts(before, whole("[{port: 81}]"))).isTrue();
        var external = whole("[{port: 80}]");
        external.getSpec().setType("ExternalName");
        assertThat(Catalog.hasOtherPorts(before, external)).isTrue();
    }

    @Test
    void ofAPoolsStatusOnlyTheNamesOfPortsCount() {
        assertThat(Catalog.isOther(files(), with(null, 3))).isFalse();
        assertThat(Catalog.isOther(files(), with(Map.of("web", 8080), 0))).isTrue();
        assertThat(Catalog.isOther(with(Map.of("web", 8080), 0), with(Map.of("web", 8080), 5)))
                .isFalse();
    }

    private static Pool with(Map<String, Integer> names, int registered) {
        var pool = files();
        pool.setStatus(new PoolStatus(null, null, null, registered, null, null, names, null));
        return pool;
    }
}
