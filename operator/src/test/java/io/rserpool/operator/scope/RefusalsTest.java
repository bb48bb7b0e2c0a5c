package io.rserpool.operator.scope;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.rserpool.operator.Fixtures;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private static final String NO_PERMISSION =
            "%s \"x\" is forbidden: User \"system:serviceaccount:s:o\" cannot patch resource \"%s\" in the namespace \"shop\"";

    private static List<String> refusals(Exception... causes) {
        var scope = Fixtures.scope("own", "{}");
        scope.getMetadata().setNamespace("shop");
        return new Refusals(Fixtures.settings()).of(scope, Arrays.asList(causes));
    }

    private static Exception refused(int code, String message) {
        return new KubernetesClientException(
                new StatusBuilder().withCode(code).withMessage(message).build());
    }

    @Test
    void aMissingPermissionIsToldOnceWithTheCommandThatGrantsIt() {
        assertThat(refusals(
                        refused(403, NO_PERMISSION.formatted("services", "services")),
                        refused(403, NO_PERMISSION.formatted("statefulsets.apps", "statefulsets"))))
                .containsExactly("the operator may not make registrars in namespace shop: kubectl create rolebinding"
                        + " rserpool-scopes -n shop --clusterrole=rserpool-scopes"
                        + " --serviceaccount=rserpool-system:rserpool-operator grants it");
    }

    @Test
    void whatElseIsRefusedIsAMistakeInTheScope() {
        var quota = "statefulsets.apps \"x\" is forbidden: exceeded quota: q";
        assertThat(refusals(refused(403, quota), refused(422, "limits")))
                .containsExactly(
                        "the API server answers 403: " + quota + ": correct spec.registrars as the message says",
                        "the API server answers 422: limits: correct spec.registrars as the message says");
    }
}
