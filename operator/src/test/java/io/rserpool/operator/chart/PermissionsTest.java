package io.rserpool.operator.chart;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependentResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The chart grants what the operator's classes use, and nothing else. */
class PermissionsTest {
    /** Each class that talks to the API server: "group/resource verb…". Leases are those of the leader election. */
    private static final List<Use> USES = List.of(
            new Use("Catalog", "rserpool.io/operationscopes list watch"),
            new Use("Catalog", "rserpool.io/pools list watch"),
            new Use("Catalog", "rserpool.io/poolusers list watch"),
            new Use("Catalog", "/namespaces get list watch"),
            new Use("Catalog", "/services get list watch"),
            new Use("InjectedPods", "/pods get list watch"),
            new Use("SelectedPods", "/pods list"),
            new Use("HandlespaceWatch", "/pods list"),
            new Use("Events", "/events get create patch"),
            new Use("Workloads", "apps/deployments get list patch"),
            new Use("Workloads", "apps/daemonsets get list patch"),
            new Use("Workloads", "apps/statefulsets get list patch"),
            new Use("Workloads", "/pods list create"),
            new Use("TokenReviews", "authentication.k8s.io/tokenreviews create"),
            new Use("TokenReviews", "/pods get"),
            new Use("Members", "apps/statefulsets get"),
            new Use("RegistrarService", "/services list watch"),
            new Use("RegistrarStatefulSet", "apps/statefulsets list watch"),
            new Use("RegistrarDisruptionBudget", "policy/poddisruptionbudgets list watch"),
            new Use("RegistrarNetworkPolicy", "networking.k8s.io/networkpolicies list watch"),
            new Use("OperationScopeReconciler", "rserpool.io/operationscopes/status patch"),
            new Use("OperationScopeReconciler", "rserpool.io/operationscopes/finalizers update"),
            new Use("PoolReconciler", "rserpool.io/pools/status patch"),
            new Use("PoolUserReconciler", "rserpool.io/poolusers/status patch"),
            new Use("WebhookCertificate", "admissionregistration.k8s.io/mutatingwebhookconfigurations get patch"));

    /** Where OperationScopes are. */
    private static final List<Use> USES_IN_SCOPES = List.of(
            new Use("RegistrarService", "/services create patch"),
            new Use("RegistrarStatefulSet", "apps/statefulsets create patch"),
            new Use("RegistrarDisruptionBudget", "policy/poddisruptionbudgets create patch"),
            new Use("RegistrarNetworkPolicy", "networking.k8s.io/networkpolicies create patch delete"));

    private static final List<Use> USES_IN_OWN_NAMESPACE = List.of(
            new Use("SharedSecret", "/secrets get create update"),
            new Use("MemberKeys", "/secrets get create update"),
            new Use("Leadership", "coordination.k8s.io/leases get create update patch"));

    private record Use(String type, String permission) {
        Stream<String> permissions() {
            var words = permission.split(" ");
            return Stream.of(words).skip(1).map(verb -> words[0] + " " + verb);
        }
    }

    @Test
    void theChartGrantsWhatIsUsed() throws IOException {
        assertThat(granted("ClusterRole", "x")).isEqualTo(used(USES));
        assertThat(granted("ClusterRole", "x-scopes")).isEqualTo(used(USES_IN_SCOPES));
        assertThat(granted("Role", "x")).isEqualTo(used(USES_IN_OWN_NAMESPACE));
    }

    @Test
    void everyClassThatTalksToTheApiServerIsListed() {
        var classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.rserpool.operator");
        var talking = classes.stream()
                .filter(PermissionsTest::talks)
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
        var listed = Stream.concat(USES.stream(), USES_IN_OWN_NAMESPACE.stream())
                .map(Use::type)
                .filter(type -> !type.equals("Leadership"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(talking).isEqualTo(listed);
    }

    /** What others keep in a Secret is theirs. */
    @Test
    void theAuthorityThatOthersGiveIsReadOnly() throws IOException {
        var rule = template("Role")
                .flatMap(document -> rules("Role", document).stream())
                .filter(r -> r.getResourceNames().equals(List.of("x")))
                .findFirst()
                .orElseThrow();
        assertThat(permissions(rule)).containsExactly("/secrets get");
    }

    private static boolean talks(JavaClass type) {
        return type.getFields().stream().anyMatch(f -> f.getRawType().isEquivalentTo(KubernetesClient.class))
                        && !type.getSimpleName().contains("_")
                || isOwn(type, Reconciler.class)
                || isOwn(type, KubernetesDependentResource.class);
    }

    private static boolean isOwn(JavaClass type, Class<?> role) {
        return assignableTo(role).test(type) && !type.getSimpleName().contains("_");
    }

    private static Set<String> used(List<Use> uses) {
        return uses.stream().flatMap(Use::permissions).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> granted(String kind, String name) throws IOException {
        return template(kind)
                .filter(document -> document.contains("\n  name: " + name + "\n"))
                .flatMap(document -> rules(kind, document).stream())
                .flatMap(PermissionsTest::permissions)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> template(String kind) throws IOException {
        // What Helm fills in plays no role here.
        var yaml = Files.readString(Path.of("../charts/rserpool/templates/rbac.yaml"))
                .replaceAll("(?m)^\\s*\\{\\{.*}}\\s*$", "")
                .replaceAll("\\{\\{[^}]*}}", "x");
        return Stream.of(yaml.split("(?m)^---$")).filter(document -> document.contains("\nkind: " + kind + "\n"));
    }

    private static List<PolicyRule> rules(String kind, String document) {
        return kind.equals("Role")
                ? Serialization.unmarshal(document, Role.class).getRules()
                : Serialization.unmarshal(document, ClusterRole.class).getRules();
    }

    private static Stream<String> permissions(PolicyRule rule) {
        return rule.getApiGroups().stream()
                .flatMap(group -> rule.getResources().stream().map(resource -> group + "/" + resource))
                .flatMap(resource -> rule.getVerbs().stream().map(verb -> resource + " " + verb));
    }
}
