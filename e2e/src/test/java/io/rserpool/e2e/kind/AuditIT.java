package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** After all other classes of a run: what the operator has asked the API server for, by its audit log, is what the chart grants. */
@Tag("kind")
@Order(90)
@ExtendWith(OnKind.class)
class AuditIT {
    /** Everybody may. */
    private static final Set<String> OF_ALL = Set.of("authorization.k8s.io/selfsubjectrulesreviews create");

    /** Granted though no request shows it, each with its reason. */
    private static final Set<String> UNSEEN = Set.of(
            // Whoever makes something by server-side apply, which is a patch, needs it as well.
            "/services create",
            "policy/poddisruptionbudgets create",
            "networking.k8s.io/networkpolicies create",
            "apps/statefulsets create",
            // What is as young as the pod that needs it is asked for by name.
            "/namespaces get",
            "/services get",
            // Where the chart's values want no policies any more.
            "networking.k8s.io/networkpolicies delete",
            // As with Deployments and StatefulSets; no test has a DaemonSet.
            "apps/daemonsets get",
            "apps/daemonsets patch",
            // An event that is told again after a restart of the operator.
            "/events get",
            // The SDK looks whether it may before it begins.
            "coordination.k8s.io/leases update",
            // Asked for when an owner is named that is to wait for its dependents.
            "rserpool.io/operationscopes/finalizers update");

    private static final ObjectMapper JSON = new ObjectMapper();

    private static List<JsonNode> requests = List.of();

    private final KindSystem system;

    AuditIT(KindSystem system) {
        this.system = system;
    }

    @BeforeAll
    static void readTheLog(KindSystem system) {
        requests = system.cluster().auditLog().lines().map(AuditIT::parse).toList();
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a line of an audit log: " + line, e);
        }
    }

    private static String permission(JsonNode request) {
        var object = request.path("objectRef");
        var subresource = object.path("subresource").asText();
        return object.path("apiGroup").asText() + "/" + object.path("resource").asText()
                + (subresource.isEmpty() ? "" : "/" + subresource) + " "
                + request.path("verb").asText();
    }

    private static boolean isForbidden(JsonNode request) {
        return request.path("annotations")
                .path("authorization.k8s.io/decision")
                .asText()
                .equals("forbid");
    }

    /** Proves that nothing is granted, anywhere, that is not used. */
    @Test
    void whatIsGrantedIsUsed() {
        var used = requests.stream()
                .filter(request -> request.has("objectRef"))
                .filter(request -> !isForbidden(request))
                .map(AuditIT::permission)
                .collect(Collectors.toCollection(TreeSet::new));
        used.addAll(UNSEEN);
        used.removeAll(OF_ALL);
        assertThat(granted()).isEqualTo(used);
    }

    /** Proves that the operator asks for nothing that the chart does not grant: it is forbidden that only where it is not installed, or no scope may be. */
    @Test
    void whatIsUsedIsGranted() {
        var forbidden = requests.stream()
                .filter(AuditIT::isForbidden)
                .map(AuditIT::permission)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(granted()).containsAll(forbidden);
    }

    private TreeSet<String> granted() {
        var rbac = system.client().rbac();
        var name = "rserpool-" + KindSystem.OPERATOR_NAMESPACE;
        return Stream.of(
                        rbac.clusterRoles().withName(name).get().getRules(),
                        rbac.clusterRoles().withName(name + "-scopes").get().getRules(),
                        rbac.roles()
                                .inNamespace(KindSystem.OPERATOR_NAMESPACE)
                                .withName("rserpool-operator")
                                .get()
                                .getRules())
                .flatMap(Collection::stream)
                .flatMap(AuditIT::permissions)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> permissions(PolicyRule rule) {
        return rule.getApiGroups().stream()
                .flatMap(group -> rule.getResources().stream().map(resource -> group + "/" + resource))
                .flatMap(resource -> rule.getVerbs().stream().map(verb -> resource + " " + verb));
    }
}
