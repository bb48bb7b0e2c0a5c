package io.rserpool.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.PoolUser;
import io.rserpool.operator.plan.Planner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people copy works: the examples, and the documentation of all fields. */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("../examples");

    /** A misspelt field is an error, as it is at the API server with kubectl's validation. */
    private final ObjectMapper strict =
            new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    @Test
    void theSmallestUsefulPoolFitsTheWorkloads() throws IOException {
        var documents = Files.readString(EXAMPLES.resolve("pool.yaml")).split("(?m)^---$");
        var pool = strict.readValue(documents[0], Pool.class);
        var user = strict.readValue(documents[1], PoolUser.class);
        pool.getMetadata().setNamespace("shop");
        user.getMetadata().setNamespace("shop");
        var snapshot = Fixtures.snapshot(
                List.of(pool), List.of(user), List.of(Fixtures.scope("default", "{}")), services("shop"));
        var server = Planner.plan(snapshot, "shop", templateLabels("files"));
        var client = Planner.plan(snapshot, "shop", templateLabels("client"));
        assertThat(server.pools()).hasSize(1);
        assertThat(server.uses()).isEmpty();
        assertThat(client.pools()).isEmpty();
        assertThat(client.uses()).singleElement().satisfies(use -> {
            assertThat(use.hosts()).contains("files");
            assertThat(use.port()).isEqualTo(8080);
        });
        assertThat(Stream.concat(server.refusals().stream(), client.refusals().stream()))
                .isEmpty();
    }

    private static List<Service> services(String namespace) throws IOException {
        var services = Stream.of(
                        Files.readString(EXAMPLES.resolve("workloads.yaml")).split("(?m)^---$"))
                .filter(document -> document.contains("kind: Service\n"))
                .map(document -> Serialization.unmarshal(document, Service.class))
                .toList();
        services.forEach(s -> s.getMetadata().setNamespace(namespace));
        assertThat(services).isNotEmpty();
        return services;
    }

    private static Map<String, String> templateLabels(String deployment) throws IOException {
        return Stream.of(Files.readString(EXAMPLES.resolve("workloads.yaml")).split("(?m)^---$"))
                .filter(document -> document.contains("kind: Deployment"))
                .map(document -> Serialization.unmarshal(document, Deployment.class))
                .filter(d -> d.getMetadata().getName().equals(deployment))
                .findFirst()
                .orElseThrow()
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels();
    }

    @ParameterizedTest
    @ValueSource(classes = {OperationScope.class, Pool.class, PoolUser.class})
    void everyFieldIsDocumented(Class<?> type) throws IOException {
        var text = Files.readString(Path.of("../docs/custom-resources.md"));
        var crd = strict.readTree(
                Path.of("../crds/" + type.getSimpleName().toLowerCase(Locale.ROOT) + "s.rserpool.io.yaml")
                        .toFile());
        var spec = crd.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
        var missing = new TreeSet<String>();
        fields("", spec, missing);
        missing.removeIf(field -> text.contains("`" + field + "`"));
        assertThat(missing).isEmpty();
    }

    private static void fields(String prefix, JsonNode schema, TreeSet<String> found) {
        schema.path("properties").properties().forEach(property -> {
            var name = prefix + property.getKey();
            found.add(name);
            boolean kubernetesOwn = name.matches(".*(elector|esources)$");
            if (!kubernetesOwn) {
                fields(name + ".", property.getValue(), found);
                fields(name + "[].", property.getValue().path("items"), found);
            }
        });
    }
}
