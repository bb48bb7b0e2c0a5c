package io.rserpool.operator.injection;

import static io.rserpool.operator.Fixtures.pod;
import static io.rserpool.operator.Fixtures.scope;
import static io.rserpool.operator.Fixtures.snapshot;
import static io.rserpool.operator.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.plan.Planner;
import io.rserpool.operator.registrar.RegistrarResources;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which programs of whose choice run in whose pods. */
class ScopeImagesTest {
    private static final String EVIL = "evil.example.org/sidecar:1";

    private static OperationScope naming(String namespace, String image) {
        var scope = scope("own", """
                {namespaceSelector: {}, registrars: {image: '%1$s'},
                 sidecars: {poolElementImage: '%1$s', poolUserImage: '%1$s', resources: {requests: {cpu: '1000'}}}}""".formatted(image));
        scope.getMetadata().setNamespace(namespace);
        return scope;
    }

    private static ScopeImages allowing(String patterns) {
        return new ScopeImages(Fixtures.settings("tenants.allowed-images", patterns));
    }

    private static List<String> chosen(ScopeImages images, OperationScope scope) {
        return List.of(images.registrar(scope), images.poolElement(scope), images.poolUser(scope));
    }

    @Test
    void aTenantsScopeNamesNoImageOfItsOwn() {
        var own = Fixtures.settings().images();
        var scope = naming("shop", EVIL);
        assertThat(chosen(Fixtures.IMAGES, scope)).containsExactly(own.registrar(), own.peSidecar(), own.puSidecar());
        assertThat(Fixtures.IMAGES.refused(scope)).containsExactly(EVIL);
        assertThat(RegistrarResources.statefulSet(scope, Fixtures.IMAGES, Fixtures.ENROLMENT)
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers())
                .extracting(Container::getImage)
                .containsExactly(own.registrar());
    }

    @Test
    void butThoseThatTheInstallationAllows() {
        for (var patterns : List.of(EVIL, "other/*,evil.example.org/*", "evil.example.org/sidecar:*")) {
            var scope = naming("shop", EVIL);
            assertThat(allowing(patterns).refused(scope)).as(patterns).isEmpty();
            assertThat(chosen(allowing(patterns), scope)).containsOnly(EVIL);
        }
        assertThat(allowing("evil.example.org/side").refused(naming("shop", EVIL)))
                .containsExactly(EVIL);
        assertThat(Fixtures.IMAGES.refused(
                        naming("shop", Fixtures.settings().images().puSidecar())))
                .isEmpty();
    }

    @Test
    void withADigestATagSaysNothing() {
        var digest = "@sha256:" + "0123456789abcdef".repeat(4);
        var tagged = naming("shop", EVIL + digest);
        for (var pattern : List.of(
                "evil.example.org/sidecar" + digest,
                "evil.example.org/sidecar:2" + digest,
                "evil.example.org/sidecar@*",
                "evil.example.org/sidecar:*")) {
            assertThat(allowing(pattern).refused(tagged)).as(pattern).isEmpty();
            assertThat(chosen(allowing(pattern), tagged)).containsOnly(EVIL + digest);
        }
        assertThat(allowing("evil.example.org/sidecar" + digest).refused(naming("shop", EVIL)))
                .containsExactly(EVIL);
        assertThat(allowing(EVIL).refused(tagged)).containsExactly(EVIL + digest);
        assertThat(allowing("evil.example.org/sidecar@sha256:" + "f".repeat(64)).refused(tagged))
                .containsExactly(EVIL + digest);
    }

    @Test
    void portsOfARegistryAreNoTags() {
        assertThat(ImageReference.identity("registry:5000/pe-sidecar@sha256:12"))
                .isEqualTo("registry:5000/pe-sidecar@sha256:12");
        assertThat(ImageReference.identity("registry:5000/pe-sidecar:1@sha256:12"))
                .isEqualTo("registry:5000/pe-sidecar@sha256:12");
        assertThat(ImageReference.identity("registry:5000/pe-sidecar:1")).isEqualTo("registry:5000/pe-sidecar:1");
    }

    @Test
    void theAdministratorsScopeNamesAny() {
        assertThat(Fixtures.IMAGES.refused(naming(Fixtures.OPERATOR_NAMESPACE, EVIL)))
                .isEmpty();
        assertThat(chosen(Fixtures.IMAGES, naming(Fixtures.OPERATOR_NAMESPACE, EVIL)))
                .containsOnly(EVIL);
    }

    private static Container sidecar(OperationScope scope, String namespace) {
        var reference = ", scope: {name: own, namespace: %s}"
                .formatted(scope.getMetadata().getNamespace());
        var open = ", allowedUsers: {namespaces: {from: All}}";
        Pool pool = Fixtures.pool(
                "shop",
                "files",
                0,
                "{selector: {matchLabels: {app: files}}, port: 8080%s%s}".formatted(reference, open));
        var front = user(
                namespace,
                "front",
                "{selector: {matchLabels: {app: client}}, pools: [{pool: files, namespace: shop}]}");
        var client = pod("client-0", Map.of("app", "client"), 0);
        client.getMetadata().setNamespace(namespace);
        var plan = Planner.plan(
                snapshot(List.of(pool), List.of(front), List.of(scope)),
                namespace,
                client.getMetadata().getLabels());
        return Fixtures.injector()
                .inject(client, plan)
                .pod()
                .getSpec()
                .getInitContainers()
                .getFirst();
    }

    private static String cpu(Container container) {
        return container.getResources().getRequests().get("cpu").toString();
    }

    @Test
    void aTenantsScopeMakesOnlyItsOwnPodsLarge() {
        assertThat(cpu(sidecar(naming("shop", EVIL), "shop"))).isEqualTo("1000");
        assertThat(cpu(sidecar(naming("shop", EVIL), "web"))).isEqualTo("10m");
        assertThat(cpu(sidecar(naming(Fixtures.OPERATOR_NAMESPACE, EVIL), "web")))
                .isEqualTo("1000");
        assertThat(sidecar(naming("shop", EVIL), "web").getImage())
                .isEqualTo(Fixtures.settings().images().puSidecar());
    }
}
