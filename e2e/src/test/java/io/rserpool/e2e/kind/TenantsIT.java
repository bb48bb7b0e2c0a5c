package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two namespaces that do not trust each other: what one writes changes nothing in the other that has not agreed to it. */
@Tag("kind")
@Order(16)
@ExtendWith(OnKind.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TenantsIT {
    /** Has a pool. */
    private static final String OWNER = "owner";

    /** Has clients that use the pool's Service. */
    private static final String GUEST = "guest";

    private static final String POOL = "echo";
    private static final String USER = "asker";
    private static final String TARGET = "echo.owner:80";

    private static final String ADMITTING = """
              allowedUsers:
                namespaces:
                  from: Selector
                  selector: {matchLabels: {%s}}
            """;

    private static final String SCOPE = """
            apiVersion: rserpool.io/v1alpha1
            kind: OperationScope
            metadata:
              name: own
            spec:
              registrars: {replicas: 1, image: evil.invalid/registrar:1}
              sidecars: {poolUserImage: evil.invalid/pu-sidecar:1}
            """;

    private final KindSystem system;
    private final Conditions owner;
    private final Conditions guest;

    TenantsIT(KindSystem system) {
        this.system = system;
        this.owner = new Conditions(system, OWNER);
        this.guest = new Conditions(system, GUEST);
    }

    @BeforeAll
    static void aPoolAndClientsElsewhere(KindSystem system) {
        system.createNamespace(OWNER);
        system.createNamespace(GUEST);
        system.apply(OWNER, Workloads.service(POOL, "web"));
        system.apply(OWNER, Workloads.servers(POOL, 2));
        system.apply(OWNER, Workloads.pool(POOL, 8080));
        new Conditions(system, OWNER).awaitTrue("Pool", POOL, "Ready", KindSystem.ROLLOUT);
        system.awaitRollouts(OWNER);
    }

    private static String admitting(String labels) {
        return Workloads.pool(POOL, 8080) + ADMITTING.formatted(labels);
    }

    private static String user(String name, String more) {
        return Workloads.poolUser(name, POOL) + "      namespace: " + OWNER + "\n" + more;
    }

    /** Proves that a Pool is not used without its consent, that the condition says what its owner must write, and that the clients get what they got. */
    @Test
    @Order(1)
    void withoutConsentNothingIsCaptured() {
        system.apply(GUEST, user(USER, ""));
        var refused = guest.awaitFalse("PoolUser", USER, "PoolsResolved", "NotAllowed", KindSystem.NOTICE);
        assertThat(refused.message())
                .contains("Pool owner/echo does not admit PoolUsers of namespace guest")
                .contains("allowedUsers: {namespaces: {from: Selector, selector: {matchLabels:"
                        + " {kubernetes.io/metadata.name: guest}}}}");
        await().atMost(KindSystem.NOTICE).untilAsserted(() -> assertThat(
                        system.client().v1().events().inNamespace(GUEST).list().getItems())
                .anyMatch(e -> e.getReason().equals("NotAllowed")
                        && e.getInvolvedObject().getName().equals(USER)));

        var since = Instant.now();
        system.apply(GUEST, Workloads.deployment(USER, 1, Prober.echo(TARGET)));
        system.awaitRollouts(GUEST);
        assertThat(system.pods(GUEST, USER)).isNotEmpty().allSatisfy(TenantsIT::assertUntouched);
        var prober = prober();
        prober.awaitAttempts();
        prober.assertUnharmed(since);
    }

    /** Proves that the consent takes effect, with the workload's restart, and that the clients then reach the elements. */
    @Test
    @Order(2)
    void withConsentThePoolIsUsed() {
        system.apply(OWNER, admitting("kubernetes.io/metadata.name: guest"));
        guest.awaitTrue("PoolUser", USER, "PoolsResolved", KindSystem.NOTICE);
        guest.awaitTrue("PoolUser", USER, "Protected", KindSystem.ROLLOUT);
        system.awaitRollouts(GUEST);
        assertThat(system.pods(GUEST, USER)).isNotEmpty().allMatch(pod -> InjectionIT.hasSidecar(pod, "rserpool-pu"));
        var since = Instant.now();
        var prober = prober();
        prober.awaitAttempts();
        prober.assertUnharmed(since);
    }

    /** Proves that other labels of the namespace take the consent away, and give it. */
    @Test
    @Order(3)
    void labelsOfTheNamespaceCount() {
        system.apply(OWNER, admitting("team: guests"));
        var refused = guest.awaitFalse("PoolUser", USER, "PoolsResolved", "NotAllowed", KindSystem.NOTICE);
        assertThat(refused.message()).contains("has not the labels");
        await().atMost(KindSystem.ROLLOUT)
                .untilAsserted(
                        () -> assertThat(system.pods(GUEST, USER)).isNotEmpty().allSatisfy(TenantsIT::assertUntouched));

        system.client().namespaces().withName(GUEST).edit(n -> new NamespaceBuilder(n)
                .editMetadata()
                .addToLabels("team", "guests")
                .endMetadata()
                .build());
        guest.awaitTrue("PoolUser", USER, "PoolsResolved", KindSystem.NOTICE);
        guest.awaitTrue("PoolUser", USER, "Protected", KindSystem.ROLLOUT);
    }

    /** Proves that the API server refuses what can be nothing. */
    @Test
    @Order(4)
    void aSelectorIsForSelector() {
        var wrong = admitting("team: guests").replace("from: Selector", "from: All");
        assertThatThrownBy(() -> system.apply(OWNER, wrong)).hasMessageContaining("from: Selector needs a selector");
    }

    /** Proves that registrars know the pool by a handle that no other namespace can have. */
    @Test
    @Order(5)
    void handlesHaveTheirNamespaceInFront() {
        system.apply(GUEST, Workloads.pool(POOL, 8080) + "  handle: owner/echo\n");
        await().atMost(KindSystem.NOTICE).untilAsserted(() -> assertThat(
                        guest.status("Pool", POOL).path("handle").asText())
                .isEqualTo("guest/owner/echo"));
        assertThat(owner.status("Pool", POOL).path("handle").asText()).isEqualTo("owner/echo");
        assertThat(system.registrars().copies()).hasSize(3).allSatisfy(copy -> assertThat(copy.elements("owner/echo"))
                .hasSize(2));

        system.apply(GUEST, Workloads.pool(POOL, 8080) + "  handle: EchoPool\n");
        var denied = guest.awaitFalse("Pool", POOL, "HandleGranted", "HandleNotGranted", KindSystem.NOTICE);
        assertThat(denied.message()).contains("handles: [{handle: EchoPool, namespaces: [guest]}]");
    }

    /** Proves that names of others lead where they lead, in pods of a PoolUser that says something else. */
    @Test
    @Order(6)
    void noHostOfOthersIsCaptured() {
        system.apply(GUEST, user("thief", "      hosts: [kubernetes.default.svc]\n"));
        var refused = guest.awaitFalse("PoolUser", "thief", "PoolsResolved", "HostNotAllowed", KindSystem.NOTICE);
        assertThat(refused.message()).contains("[kubernetes.default.svc]", "tenants.allowedHosts");
        system.apply(GUEST, Workloads.pod("thief", "thief", "sleep 3600"));
        assertUntouched(
                system.client().pods().inNamespace(GUEST).withName("thief").get());
    }

    /**
     * Proves that a scope of a namespace runs none but the installation's images, and that its registrars serve with these, as soon as somebody
     * who may do so has granted it.
     */
    @Test
    @Order(7)
    void noImageOfATenantRuns() {
        system.apply(OWNER, SCOPE);
        var refused = owner.awaitFalse("OperationScope", "own", "ImagesAllowed", "ImageNotAllowed", KindSystem.NOTICE);
        assertThat(refused.message())
                .contains("evil.invalid/registrar:1", "evil.invalid/pu-sidecar:1", "tenants.allowedImages");
        grant(owner.awaitFalse("OperationScope", "own", "Ready", "RegistrarsRefused", KindSystem.NOTICE));
        owner.awaitTrue("OperationScope", "own", "Ready", KindSystem.ROLLOUT);
        assertThat(system.client().pods().inNamespace(OWNER).list().getItems())
                .flatExtracting(pod -> pod.getSpec().getContainers())
                .noneMatch(container -> container.getImage().startsWith("evil"));
    }

    /** Proves that such a scope admits its own namespace alone, until it says otherwise. */
    @Test
    @Order(8)
    void aScopeOfANamespaceAdmitsNoOther() {
        var joining = Workloads.pool("joining", 8080) + "  scope: {name: own, namespace: owner}\n";
        system.apply(GUEST, joining);
        var refused = guest.awaitFalse("Pool", "joining", "ScopeResolved", "NamespaceRefused", KindSystem.NOTICE);
        assertThat(refused.message())
                .contains("namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: guest}}");
        system.apply(OWNER, SCOPE + "  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: guest}}\n");
        guest.awaitTrue("Pool", "joining", "ScopeResolved", KindSystem.NOTICE);
    }

    /** Proves that a pod with a sidecar of its own counts as one without, and that the condition says so. */
    @Test
    @Order(9)
    void aSidecarOfOnesOwnIsNone() {
        var pod = Serialization.unmarshal(Workloads.pod("own", POOL, "sleep 3600"), Pod.class);
        var sidecar = new ContainerBuilder(pod.getSpec().getContainers().getFirst())
                .withName("rserpool-pe")
                .withCommand(List.of("true"))
                .build();
        var forged = new PodBuilder(pod)
                .editMetadata()
                .addToLabels("rserpool.io/injected", "true")
                .addToAnnotations("rserpool.io/pools", POOL)
                .endMetadata()
                .editSpec()
                .addToInitContainers(sidecar)
                .endSpec()
                .build();
        var pods = system.client().pods().inNamespace(OWNER);
        pods.resource(forged).create();
        var refused = owner.awaitFalse("Pool", POOL, "Injected", "PodsRefused", KindSystem.NOTICE);
        assertThat(refused.message()).contains("own cannot have sidecars", "brings a container or volume of its own");
        pods.withName("own").withGracePeriod(0).delete();
        owner.awaitTrue("Pool", POOL, "Injected", KindSystem.NOTICE);
    }

    /** The condition has the command that mends it: it is run as it stands there. */
    private void grant(Conditions.Condition refused) {
        assertThat(refused.message())
                .contains("the operator may not make registrars in namespace owner: kubectl create");
        var command = refused.message().replaceFirst(".*: kubectl ", "").replaceFirst(" grants it.*", "");
        system.cluster().kubectl(command.split(" "));
    }

    private static void assertUntouched(Pod pod) {
        assertThat(pod.getSpec().getInitContainers()).isEmpty();
        assertThat(pod.getSpec().getHostAliases()).isEmpty();
        assertThat(pod.getMetadata().getLabels()).doesNotContainKey("rserpool.io/injected");
    }

    private Prober prober() {
        var pod = system.pods(GUEST, USER).stream()
                .filter(Readiness::isPodReady)
                .findFirst()
                .orElseThrow();
        return Prober.in(system, GUEST, pod.getMetadata().getName());
    }
}
