package io.rserpool.operator.rollout;

import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Listable;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.rserpool.operator.Names;
import io.rserpool.operator.guard.Failures;
import io.rserpool.operator.observe.Pods;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lists and restarts workloads. They are not watched: a template that changes makes new pods, which the webhook sees. */
@ApplicationScoped
class Workloads {
    private static final long PAGE = 200;
    private static final String FIELD_MANAGER = Names.MANAGER + "-rollout";

    private final KubernetesClient client;

    Workloads(KubernetesClient client) {
        this.client = client;
    }

    /** Visits all of a namespace, page by page; {@return whether all could be listed: what cannot does not keep the others from it} */
    boolean visit(String namespace, Consumer<Workload> visitor) {
        var apps = client.apps();
        return pages(apps.deployments().inNamespace(namespace), d -> visitor.accept(Workload.of(d)))
                & pages(apps.statefulSets().inNamespace(namespace), s -> visitor.accept(Workload.of(s)))
                & pages(apps.daemonSets().inNamespace(namespace), s -> visitor.accept(Workload.of(s)));
    }

    /** {@return the workload as it is now; nothing if it is gone or was made anew} */
    Optional<Workload> find(Workload workload) {
        var name = workload.resource().getMetadata().getName();
        var apps = client.apps();
        var present =
                switch (workload.resource().getKind()) {
                    case "Deployment" ->
                        Optional.ofNullable(apps.deployments()
                                        .inNamespace(workload.namespace())
                                        .withName(name)
                                        .get())
                                .map(Workload::of);
                    case "StatefulSet" ->
                        Optional.ofNullable(apps.statefulSets()
                                        .inNamespace(workload.namespace())
                                        .withName(name)
                                        .get())
                                .map(Workload::of);
                    default ->
                        Optional.ofNullable(apps.daemonSets()
                                        .inNamespace(workload.namespace())
                                        .withName(name)
                                        .get())
                                .map(Workload::of);
                };
        return present.filter(w -> Objects.equals(uid(w), uid(workload)));
    }

    private static String uid(Workload workload) {
        return workload.resource().getMetadata().getUid();
    }

    private static <R extends HasMetadata, L extends KubernetesResourceList<R>> boolean pages(
            Listable<L> resources, Consumer<R> visitor) {
        return Failures.contain("rollouts", () -> {
            @Nullable String next = null;
            do {
                var page = resources.list(new ListOptionsBuilder()
                        .withLimit(PAGE)
                        .withContinue(next)
                        .build());
                page.getItems().forEach(visitor);
                next = page.getMetadata() == null ? null : page.getMetadata().getContinue();
            } while (next != null && !next.isEmpty());
        });
    }

    List<Pod> pods(Workload workload) {
        return client
                .pods()
                .inNamespace(workload.namespace())
                .withLabelSelector(workload.selector())
                .list()
                .getItems()
                .stream()
                .filter(Pods::isLiving)
                .toList();
    }

    /**
     * Has the API server make a pod of the workload, for nothing.
     *
     * @return what would become of it; nothing if the workload is gone, or if there is no room for one more pod, which says nothing
     * @throws KubernetesClientException the pod would be refused
     */
    Optional<Pod> rehearse(Workload workload, String hash) {
        var pod = newPod(workload, hash);
        try {
            return pod.map(p -> client.pods()
                    .inNamespace(workload.namespace())
                    .resource(p)
                    .dryRun()
                    .create());
        } catch (KubernetesClientException e) {
            if (String.valueOf(e.getMessage()).contains("exceeded quota")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<Pod> newPod(Workload workload, String hash) {
        var namespace = workload.namespace();
        var name = workload.resource().getMetadata().getName();
        var apps = client.apps();
        return switch (workload.resource().getKind()) {
            case "Deployment" ->
                Optional.ofNullable(apps.deployments()
                                .inNamespace(namespace)
                                .withName(name)
                                .get())
                        .map(d -> Rehearsal.pod(namespace, name, d.getSpec().getTemplate(), hash));
            case "StatefulSet" ->
                Optional.ofNullable(apps.statefulSets()
                                .inNamespace(namespace)
                                .withName(name)
                                .get())
                        .map(s -> Rehearsal.pod(namespace, s, hash));
            default ->
                Optional.ofNullable(apps.daemonSets()
                                .inNamespace(namespace)
                                .withName(name)
                                .get())
                        .map(d -> Rehearsal.pod(namespace, name, d.getSpec().getTemplate(), hash));
        };
    }

    /** Changes the workload's template as decided. */
    void carryOut(Workload workload, Decision decision) {
        switch (decision) {
            case Decision.Leave leave -> {}
            case Decision.Held held -> {}
            case Decision.Restart(var hash) -> apply(workload, Map.of(Names.RESTARTED_FOR, hash));
            case Decision.Repair repair ->
                apply(workload, Map.of(Names.RESTARTED_FOR, repair.hash(), Names.REPAIRED_AT, now()));
            case Decision.Undo undo -> apply(workload, Map.of());
            case Decision.RestartPlainly plain -> restart(workload);
        }
    }

    /** By server-side apply, so that what is no longer named goes away, and nobody else's annotation does. */
    private void apply(Workload workload, Map<String, String> annotations) {
        // Carries the UID: a workload that is gone meanwhile is not made anew.
        var resource = new GenericKubernetesResourceBuilder(workload.resource()).build();
        resource.setAdditionalProperty(
                "spec", Map.of("template", Map.of("metadata", Map.of("annotations", annotations))));
        client.resource(resource).fieldManager(FIELD_MANAGER).forceConflicts().serverSideApply();
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private void restart(Workload workload) {
        var patch = "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}}}"
                .formatted(Decision.RESTARTED_AT, now());
        client.resource(workload.resource())
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .withFieldManager(FIELD_MANAGER)
                                .build(),
                        patch);
    }
}
