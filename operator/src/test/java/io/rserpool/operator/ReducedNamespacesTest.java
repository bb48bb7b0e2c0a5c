package io.rserpool.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReducedNamespacesTest {
    private static Namespace namespace(String labels) {
        return Serialization.unmarshal("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: web, uid: u, resourceVersion: "7", labels: %s, annotations: {long: text}, managedFields: [{manager: m}]}
                spec: {finalizers: [kubernetes]}
                """.formatted(labels), Namespace.class);
    }

    @Test
    void nameAndLabelsAreKept() {
        var reduced = ReducedNamespaces.reduced(namespace("{team: front}"));
        assertThat(Serialization.asJson(reduced))
                .isEqualTo(
                        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"labels\":{\"team\":\"front\"},\"name\":\"web\","
                                + "\"resourceVersion\":\"7\",\"uid\":\"u\"}}");
        var store = new ReducedNamespaces();
        store.put("web", namespace("{team: front}"));
        assertThat(store.get("web")).isEqualTo(reduced);
        assertThat(store.getKey(reduced)).as("by which Catalog asks").isEqualTo("web");
    }

    /** One that no watch has told of yet is asked for. */
    @Test
    void labelsAreKnownWithoutAWatch() throws Exception {
        try (var api = new FakeApiServer()) {
            api.put("/api/v1/namespaces/web", Serialization.asYaml(namespace("{team: front}")));
            var labels =
                    new Catalog(api.client(), Fixtures.settings()).snapshot().namespaceLabels();
            assertThat(labels.apply("web")).isEqualTo(Map.of("team", "front"));
            assertThat(labels.apply("none")).isEmpty();
        }
    }

    @Test
    void otherLabelsAreTold() throws Exception {
        try (var api = new FakeApiServer()) {
            var told = new ArrayList<Object>();
            var catalog = new Catalog(api.client(), Fixtures.settings());
            catalog.onChange(told::add);
            var changes = catalog.new OtherLabels();
            var after = namespace("{team: back}");
            changes.onAdd(after);
            changes.onUpdate(namespace("{team: back}"), after);
            changes.onDelete(after, false);
            assertThat(told).isEmpty();
            changes.onUpdate(namespace("{team: front}"), after);
            assertThat(told).containsExactly(after);
        }
    }
}
