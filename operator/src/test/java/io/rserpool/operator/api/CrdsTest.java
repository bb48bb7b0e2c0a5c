package io.rserpool.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The committed CRDs are those of the types. With -Drserpool.update-crds they are written anew. */
class CrdsTest {
    private static final List<String> NAMES =
            List.of("operationscopes.rserpool.io", "pools.rserpool.io", "poolusers.rserpool.io");

    private static final List<Path> COMMITTED = List.of(Path.of("../crds"), Path.of("../charts/rserpool/crds"));

    /** The generator sorts them by path; people read them in this order. */
    private static final List<String> COLUMNS = List.of(
            "Handle", "Policy", "Elements", "Pools", "Pods", "Registrars", "CopiesAgree", "Ready", "Reason", "Age");

    @TempDir
    private static Path generated;

    @BeforeAll
    static void generate() throws IOException {
        new CRDGenerator()
                .customResourceClasses(OperationScope.class, Pool.class, PoolUser.class)
                .inOutputDir(generated.toFile())
                .detailedGenerate();
        if (System.getProperty("rserpool.update-crds") != null) {
            for (var name : NAMES) {
                for (var directory : COMMITTED) {
                    Files.writeString(directory.resolve(name + ".yaml"), expected(name));
                }
            }
        }
    }

    static Stream<String> names() {
        return NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void committedCrdsAreGeneratedOnes(String name) throws IOException {
        for (var directory : COMMITTED) {
            assertThat(directory.resolve(name + ".yaml"))
                    .as("run ./mvnw -pl operator test -Dtest=CrdsTest -Drserpool.update-crds")
                    .hasContent(expected(name));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyFieldIsDescribed(String name) throws IOException {
        var root = crd(name).getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
        var undescribed = new ArrayList<String>();
        root.getProperties().forEach((field, schema) -> undescribed(field, schema, undescribed));
        assertThat(undescribed).isEmpty();
    }

    /** The API server refuses a CRD whose rules may cost too much: what a rule goes through must have a bound. */
    @Test
    void selectorsHaveBounds() throws IOException {
        for (var path : List.of(
                "pools.rserpool.io/selector",
                "poolusers.rserpool.io/selector",
                "operationscopes.rserpool.io/namespaceSelector")) {
            var selector = crd(path.substring(0, path.indexOf('/')))
                    .getSpec()
                    .getVersions()
                    .getFirst()
                    .getSchema()
                    .getOpenAPIV3Schema()
                    .getProperties()
                    .get("spec")
                    .getProperties()
                    .get(path.substring(path.indexOf('/') + 1));
            var labels = selector.getProperties().get("matchLabels");
            var expressions = selector.getProperties().get("matchExpressions");
            var requirement = expressions.getItems().getSchema();
            assertThat(labels.getMaxProperties()).as(path).isEqualTo(32);
            assertThat(expressions.getMaxItems()).as(path).isEqualTo(32);
            assertThat(requirement.getRequired()).containsExactlyInAnyOrder("key", "operator");
            assertThat(requirement.getProperties().get("operator").getEnum())
                    .extracting(v -> v.asText())
                    .containsExactlyInAnyOrder("In", "NotIn", "Exists", "DoesNotExist");
            assertThat(requirement.getXKubernetesValidations()).hasSize(1);
            assertThat(selector.getXKubernetesValidations())
                    .anyMatch(rule -> rule.getRule().contains("matchLabels.all"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "app,true",
        "a.b_c-D9,true",
        "app.kubernetes.io/name,true",
        "a/b,true",
        "a b,false",
        "-a,false",
        "a-,false",
        "/a,false",
        "a/,false",
        "A/b,false",
        "a..b/c,false",
        "a/b/c,false",
        "'',false"
    })
    void keysAreThoseOfLabels(String key, boolean accepted) {
        assertThat(key.matches(SelectorSchema.KEY)).isEqualTo(accepted);
        assertThat("a".repeat(63)).matches(SelectorSchema.KEY);
        assertThat("a".repeat(64)).doesNotMatch(SelectorSchema.KEY);
    }

    @ParameterizedTest
    @CsvSource({
        "EchoPool,true",
        "a,true",
        "batch-*,true",
        "*,true",
        "shop/files,false",
        "*a,false",
        "a*b,false",
        "-a,false",
        "a-,false",
        "a**,false"
    })
    void grantsAreOfHandlesOrOfTheirBeginning(String handle, boolean accepted) throws IOException {
        var pattern = crd("operationscopes.rserpool.io")
                .getSpec()
                .getVersions()
                .getFirst()
                .getSchema()
                .getOpenAPIV3Schema()
                .getProperties()
                .get("spec")
                .getProperties()
                .get("handles")
                .getItems()
                .getSchema()
                .getProperties()
                .get("handle")
                .getPattern();
        assertThat(handle.matches(pattern)).isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({
        "files,true",
        "files.shop.svc.cluster.local,true",
        "a-b.c,true",
        "1,true",
        "Files,false",
        "a..b,false",
        "a.,false",
        "-a,false",
        "a.-b,false",
        "a_b,false"
    })
    void hostsAreThoseOfHostAliases(String host, boolean accepted) {
        assertThat(host.matches(UsedPool.HOST)).isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({
        "/id,true",
        "/choices/0/a~1b,true",
        "/,true",
        "(?m)^id:.*$,true",
        "[/]x y,true",
        "/id /created,false",
        "/a~2,false",
        "' x',false",
        "'x ',false",
        "'',false"
    })
    void ignoredArePointersAndPatterns(String entry, boolean accepted) {
        assertThat(entry.matches(Patterns.IGNORED)).isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({
        "1Ki,1024,true",
        "64Ki,65536,true",
        "1024Ki,1048576,true",
        "1Mi,1048576,true",
        "1025Ki,1049600,false",
        "0,0,false",
        "64,64,false",
        "2Mi,2097152,false"
    })
    void sizesHaveBounds(String size, long bytes, boolean accepted) {
        assertThat(size.matches(Sizes.TO_1_MI)).isEqualTo(accepted);
        assertThat(Sizes.bytes(size)).isEqualTo(bytes);
        assertThat("0").matches(Sizes.FROM_0_TO_1_MI);
        assertThat("16Mi").matches(Sizes.TO_16_MI).doesNotMatch(Sizes.TO_1_MI);
        assertThat("17Mi").doesNotMatch(Sizes.TO_16_MI);
    }

    @ParameterizedTest
    @CsvSource({"POST,true", "ALL,true", "post,false", "PSOT,false", "CONNECT,false"})
    void methodsAreKnownOnes(String method, boolean accepted) {
        assertThat(method.matches(HttpFailover.METHOD)).isEqualTo(accepted);
    }

    @Test
    void noFileIsLeftOver() throws IOException {
        for (var directory : COMMITTED) {
            try (var files = Files.list(directory)) {
                assertThat(files.map(f -> f.getFileName().toString()))
                        .containsExactlyInAnyOrderElementsOf(
                                NAMES.stream().map(n -> n + ".yaml").toList());
            }
        }
    }

    /** Kubernetes' own types (selectors, resources, conditions) are described elsewhere. */
    private static void undescribed(String path, JSONSchemaProps schema, List<String> found) {
        if (path.matches(".*(elector|esources|conditions)$")) {
            return;
        }
        var items = schema.getItems() == null ? null : schema.getItems().getSchema();
        var properties =
                items == null || items.getProperties() == null ? schema.getProperties() : items.getProperties();
        for (var property : (properties == null ? Map.<String, JSONSchemaProps>of() : properties).entrySet()) {
            var child = path + "." + property.getKey();
            if (property.getValue().getDescription() == null) {
                found.add(child);
            }
            undescribed(child, property.getValue(), found);
        }
    }

    private static String expected(String name) throws IOException {
        return Serialization.asYaml(crd(name));
    }

    private static CustomResourceDefinition crd(String name) throws IOException {
        var crd = Serialization.unmarshal(
                Files.readString(generated.resolve(name + "-v1.yml")), CustomResourceDefinition.class);
        var version = crd.getSpec().getVersions().getFirst();
        version.getAdditionalPrinterColumns()
                .sort(Comparator.comparing((CustomResourceColumnDefinition c) -> COLUMNS.indexOf(c.getName())));
        deduplicate(version.getSchema().getOpenAPIV3Schema());
        return crd;
    }

    /** The generator finds a record component's rule twice: on its field and on its accessor. */
    private static void deduplicate(JSONSchemaProps schema) {
        var rules = schema.getXKubernetesValidations();
        if (rules != null) {
            schema.setXKubernetesValidations(List.copyOf(new LinkedHashSet<>(rules)));
        }
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(CrdsTest::deduplicate);
        }
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            deduplicate(schema.getItems().getSchema());
        }
    }
}
