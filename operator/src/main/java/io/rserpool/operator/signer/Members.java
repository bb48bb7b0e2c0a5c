package io.rserpool.operator.signer;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.rserpool.operator.Catalog;
import io.rserpool.operator.Names;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.injection.Enrolment;
import io.rserpool.operator.injection.Marks;
import io.rserpool.operator.observe.Pods;
import io.rserpool.operator.plan.Handles;
import io.rserpool.operator.plan.PlannedUse;
import io.rserpool.operator.plan.Planner;
import io.rserpool.operator.plan.PodPlan;
import io.rserpool.operator.signer.Refused.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a pod is in its scope: planned anew from the resources as they are now, whatever is written on the pod. */
@ApplicationScoped
class Members {
    private final KubernetesClient client;
    private final Catalog catalog;
    private final Marks marks;

    Members(KubernetesClient client, Catalog catalog, Marks marks) {
        this.client = client;
        this.catalog = catalog;
        this.marks = marks;
    }

    /**
     * What its certificate says.
     *
     * @param uris the names of the member
     * @param addresses those of the pod
     */
    record Member(List<String> uris, List<String> addresses) {}

    /** @throws Refused it has no address yet, or not this role */
    Member of(Pod pod, String role) throws Refused {
        var addresses = addresses(pod);
        if (addresses.isEmpty()) {
            throw new Refused(Reason.NOT_YET, "the API server does not know the pod's address yet");
        }
        return switch (role) {
            case Enrolment.REGISTRAR -> registrar(pod, addresses);
            case Enrolment.POOL_ELEMENT -> element(pod, addresses);
            case Enrolment.POOL_USER -> user(pod, addresses);
            default -> throw new Refused(Reason.ROLE, "there is no role " + role);
        };
    }

    private static List<String> addresses(Pod pod) {
        var status = pod.getStatus();
        return status == null
                ? List.of()
                : status.getPodIPs().stream().map(PodIP::getIp).toList();
    }

    private Member element(Pod pod, List<String> addresses) throws Refused {
        var plan = plan(pod, PodPlan::pools, Names.POOLS, "element");
        var scope = secured(plan.peScope());
        var handles = plan.pools().stream().map(pool -> Handles.of(pool, scope));
        return member(pod, scope, Enrolment.POOL_ELEMENT, "serve", handles, addresses);
    }

    private Member user(Pod pod, List<String> addresses) throws Refused {
        var plan = plan(pod, PodPlan::uses, Names.POOL_USERS, "user");
        var scope = secured(plan.puScope());
        var handles = plan.uses().stream().map(PlannedUse::pool).map((Pool pool) -> Handles.of(pool, scope));
        return member(pod, scope, Enrolment.POOL_USER, "use", handles, addresses);
    }

    /** What the webhook made the pod for, if that is still wanted. */
    private PodPlan plan(Pod pod, Function<PodPlan, List<?>> part, String annotation, String what) throws Refused {
        if (!Names.INJECTED_TRUE.equals(Pods.label(pod, Names.INJECTED))
                || Pods.annotation(pod, annotation) == null
                || !marks.isGenuine(pod)) {
            throw new Refused(Reason.ROLE, "the webhook did not make the pod a pool " + what);
        }
        var namespace = pod.getMetadata().getNamespace();
        var labels = pod.getMetadata().getLabels();
        var plan = Planner.plan(catalog.snapshot(), namespace, labels);
        if (part.apply(plan).isEmpty()) {
            // Others may know more than this replica.
            plan = Planner.plan(catalog.liveSnapshot(), namespace, labels);
        }
        if (part.apply(plan).isEmpty()) {
            throw new Refused(Reason.ROLE, "no Pool or PoolUser makes the pod a pool %s any more".formatted(what));
        }
        return plan;
    }

    private static OperationScope secured(@org.jspecify.annotations.Nullable OperationScope scope) throws Refused {
        if (!Objects.requireNonNull(scope).requiresSecurity()) {
            throw new Refused(Reason.ROLE, "scope %s has no security".formatted(scope.identity()));
        }
        return scope;
    }

    private Member registrar(Pod pod, List<String> addresses) throws Refused {
        var namespace = pod.getMetadata().getNamespace();
        var name = String.valueOf(Pods.label(pod, Names.SCOPE));
        var scope = catalog.snapshot().scopes().stream()
                .filter(s -> s.getMetadata().getNamespace().equals(namespace)
                        && s.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new Refused(Reason.ROLE, "there is no scope %s.%s".formatted(name, namespace)));
        if (!isRegistrarOf(pod, scope)) {
            throw new Refused(Reason.ROLE, "the pod is no registrar of scope " + scope.identity());
        }
        return member(pod, secured(scope), Enrolment.REGISTRAR, "", Stream.of(), addresses);
    }

    /** Anybody may write labels; the StatefulSet's identifier comes from the API server. */
    private boolean isRegistrarOf(Pod pod, OperationScope scope) {
        var set = client.apps()
                .statefulSets()
                .inNamespace(scope.getMetadata().getNamespace())
                .withName(scope.registrarsName())
                .get();
        return set != null
                && pod.getMetadata().getOwnerReferences().stream()
                        .anyMatch(o -> Boolean.TRUE.equals(o.getController())
                                && o.getUid().equals(set.getMetadata().getUid()));
    }

    /** @param may what it may do with the pools of these handles: serve or use */
    private static Member member(
            Pod pod, OperationScope scope, String role, String may, Stream<String> handles, List<String> addresses) {
        var query = handles.distinct()
                .map(handle -> may + "-digest=" + HandleDigest.of(handle))
                .collect(Collectors.joining("&"));
        var name = "rserpool://" + scope.identity() + "/" + role + (query.isEmpty() ? "" : "?" + query);
        var spiffe = "spiffe://%s/ns/%s/pod/%s"
                .formatted(
                        scope.identity(),
                        pod.getMetadata().getNamespace(),
                        pod.getMetadata().getName());
        return new Member(List.of(name, spiffe), addresses);
    }
}
