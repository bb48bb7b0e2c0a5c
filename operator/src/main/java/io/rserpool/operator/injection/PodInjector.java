package io.rserpool.operator.injection;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodFluent;
import io.fabric8.kubernetes.api.model.Volume;
import io.rserpool.operator.Names;
import io.rserpool.operator.Settings;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.plan.PlannedUse;
import io.rserpool.operator.plan.PodPlan;
import io.rserpool.operator.plan.Refusal;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts the sidecars of a {@link PodPlan} into a pod: a function of plan, pod and token alone that changes nothing the second time. */
public final class PodInjector {
    private final ScopeImages images;
    private final Sidecars sidecars;
    private final Supplier<String> tokens;
    private final Marks marks;
    private final Enrolment enrolment;

    /**
     * Makes an injector.
     *
     * @param settings what images the sidecars may have
     * @param tokens makes a secret for each pod, by which its sidecar knows the kubelet
     * @param marks signs what is written on pods
     * @param enrolment how sidecars get their certificates
     */
    public PodInjector(Settings settings, Supplier<String> tokens, Marks marks, Enrolment enrolment) {
        this.marks = marks;
        this.enrolment = enrolment;
        this.images = new ScopeImages(settings);
        this.sidecars = new Sidecars(images);
        this.tokens = tokens;
    }

    /** {@return the pod with what the plan wants, as far as this pod can have it} */
    public Injection inject(Pod pod, PodPlan plan) {
        if (plan.isEmpty()) {
            boolean ours = marks.isFresh(pod, String.valueOf(pod.getMetadata().getNamespace()));
            return new Injection(ours ? pod : Marks.without(pod), List.of());
        }
        return marks.isFresh(pod, plan.namespace()) ? new Injection(pod, List.of()) : made(Marks.without(pod), plan);
    }

    private Injection made(Pod pod, PodPlan plan) {
        var obstacle = PodObstacles.ofPod(pod);
        if (obstacle.isPresent()) {
            var refusals = plan.resources()
                    .map(r -> new Refusal(
                            r, obstacle.get().reason(), obstacle.get().message()))
                    .toList();
            var refused = marked(pod, plan, Names.INJECTED_REFUSED)
                    .addToAnnotations(Names.REFUSED, obstacle.get().message())
                    .endMetadata()
                    .build();
            return new Injection(marks.signed(refused, plan.namespace()), refusals);
        }
        var captures = Captures.of(pod, plan);
        var possible = plan.with(captures.possible(), captures.forwards());
        var verdict = possible.isEmpty() ? Names.INJECTED_REFUSED : Names.INJECTED_TRUE;
        var metadata = marked(pod, plan, verdict);
        if (!captures.clashes().isEmpty()) {
            metadata.addToAnnotations(Names.PORT_CLASH, String.join(",", captures.clashes()));
        }
        if (!captures.unforwarded().isEmpty()) {
            metadata.addToAnnotations(Names.FORWARD_CLASH, String.join(",", captures.unforwarded()));
        }
        var made = withSidecars(metadata.endMetadata().build(), possible);
        return new Injection(marks.signed(made, plan.namespace()), captures.refusals());
    }

    /** Label and annotations for the rollout; a refused pod has them too, or its workload would be restarted for nothing. */
    private static PodFluent<PodBuilder>.MetadataNested<PodBuilder> marked(Pod pod, PodPlan plan, String verdict) {
        var metadata = new PodBuilder(pod)
                .editOrNewMetadata()
                .addToLabels(Names.INJECTED, verdict)
                .addToAnnotations(Names.CONFIG_HASH, SidecarConfig.hash(plan));
        if (!plan.rolls()) {
            metadata.addToAnnotations(Names.ROLLOUT, "Never");
        }
        return metadata;
    }

    private Pod withSidecars(Pod pod, PodPlan plan) {
        var result = new PodBuilder(pod);
        if (!plan.isEmpty()) {
            result.editSpec()
                    .withImagePullSecrets(Sidecars.pullSecrets(pod.getSpec().getImagePullSecrets(), images.settings()))
                    .endSpec();
        }
        int position = 0;
        if (!plan.pools().isEmpty()) {
            var scope = Objects.requireNonNull(plan.peScope());
            var drain = Drain.of(pod, plan, tokens.get());
            result.editMetadata()
                    .addToAnnotations(Names.PE_CONFIG, SidecarConfig.poolElement(plan, drain, enrolment))
                    .addToAnnotations(Names.POOLS, names(plan.pools().stream()))
                    .endMetadata();
            result.editSpec()
                    .addToInitContainers(
                            position++, drain.sidecar(sidecars.poolElement(scope, plan.pools(), plan.namespace())))
                    .withContainers(drain.containers())
                    .withTerminationGracePeriodSeconds(drain.gracePeriodSeconds())
                    .addToVolumes(Sidecars.configVolume(Names.PE_CONTAINER, Names.PE_CONFIG))
                    .addAllToVolumes(tokens(scope, Names.PE_CONTAINER))
                    .addAllToVolumes(CookieKeys.volumes(plan.pools()))
                    .endSpec();
        }
        if (!plan.uses().isEmpty()) {
            var scope = Objects.requireNonNull(plan.puScope());
            result.editMetadata()
                    .addToAnnotations(Names.PU_CONFIG, SidecarConfig.poolUser(plan, enrolment))
                    .addToAnnotations(
                            Names.POOL_USERS, names(plan.uses().stream().map(PlannedUse::user)))
                    .endMetadata();
            result.editSpec()
                    .addToInitContainers(position, sidecars.poolUser(scope, plan.namespace()))
                    .addToVolumes(Sidecars.configVolume(Names.PU_CONTAINER, Names.PU_CONFIG))
                    .addAllToVolumes(tokens(scope, Names.PU_CONTAINER))
                    .endSpec();
            Captures.write(result, plan);
        }
        return result.build();
    }

    private static List<Volume> tokens(OperationScope scope, String container) {
        return scope.requiresSecurity() ? List.of(Enrolment.volume(container)) : List.of();
    }

    private static String names(Stream<? extends HasMetadata> resources) {
        return resources.map(r -> r.getMetadata().getName()).distinct().collect(Collectors.joining(","));
    }
}
