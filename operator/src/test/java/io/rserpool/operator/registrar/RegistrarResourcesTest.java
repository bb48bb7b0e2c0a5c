package io.rserpool.operator.registrar;

import static io.rserpool.operator.Fixtures.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.Golden;
import org.junit.jupiter.api.Test;

class RegistrarResourcesTest {
    @Test
    void byDefault() {
        var scope = scope("default", "{}");
        Golden.assertMatches(
                "registrar-statefulset.yaml",
                RegistrarResources.statefulSet(scope, Fixtures.IMAGES, Fixtures.ENROLMENT));
        Golden.assertMatches("registrar-service.yaml", RegistrarResources.service(scope));
        Golden.assertMatches("registrar-disruption-budget.yaml", RegistrarResources.disruptionBudget(scope));
    }

    @Test
    void registrarsArePulledWithTheSameSecrets() {
        var set = RegistrarResources.statefulSet(
                scope("default", "{}"), Fixtures.imagesWithPullSecrets("mirror"), Fixtures.ENROLMENT);
        assertThat(set.getSpec().getTemplate().getSpec().getImagePullSecrets())
                .containsExactly(new LocalObjectReference("mirror"));
    }

    @Test
    void asTheScopeSays() {
        var scope = scope("edge", """
                {timerProfile: rfc, registrars: {replicas: 5, image: own/registrar:7, resources: {limits: {memory: 1Gi}}}}""");
        var set = RegistrarResources.statefulSet(scope, Fixtures.IMAGES, Fixtures.ENROLMENT);
        var container = set.getSpec().getTemplate().getSpec().getContainers().getFirst();
        assertThat(set.getMetadata().getName()).isEqualTo("rserpool-registrars-edge");
        assertThat(set.getSpec().getReplicas()).isEqualTo(5);
        assertThat(container.getImage()).isEqualTo("own/registrar:7");
        assertThat(container.getResources().getLimits()).hasToString("{memory=1Gi}");
        assertThat(container.getEnv())
                .anySatisfy(e -> assertThat(e.getValue()).isEqualTo("rfc"))
                .anySatisfy(
                        e -> assertThat(e.getValue()).isEqualTo("rserpool-registrars-edge.rserpool-system.svc:9901"));
    }

    @Test
    void withoutSecurityTheyGetNoToken() {
        var set = RegistrarResources.statefulSet(
                scope("default", "{security: disabled}"), Fixtures.IMAGES, Fixtures.ENROLMENT);
        var pod = set.getSpec().getTemplate().getSpec();
        assertThat(pod.getVolumes()).isEmpty();
        assertThat(pod.getContainers().getFirst().getEnv())
                .noneMatch(e -> e.getName().contains("SECURITY"));
    }
}
