package io.rserpool.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.LifecycleHandlerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.rserpool.operator.plan.PodPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How sessions end before the server does.
 *
 * <p>The kubelet stops a container only when its preStop hook has answered, so a hook of the <em>server's</em> container that calls the
 * sidecar's drain path holds the server until its sessions are over. A server that has a hook keeps it; then the sidecar's own, which
 * starts at the same time, at least deregisters the element at once.
 *
 * @param containers the pod's containers, with the hook
 * @param gracePeriodSeconds termination grace period: the pod's own, and the time to drain before it
 * @param inSidecar whether the sidecar needs the hook, too
 */
record Drain(List<Container> containers, long gracePeriodSeconds, boolean inSidecar) {
    private static final long DEFAULT_GRACE_SECONDS = 30;

    static Drain of(Pod pod, PodPlan plan) {
        var ports = plan.pools().stream().map(p -> p.getSpec().port()).collect(Collectors.toSet());
        var servers = servers(pod.getSpec().getContainers(), ports);
        boolean inSidecar = false;
        var containers = new ArrayList<Container>();
        for (var container : pod.getSpec().getContainers()) {
            boolean server = servers.contains(container.getName());
            inSidecar |= server && hasPreStop(container);
            containers.add(server && !hasPreStop(container) ? withPreStop(container) : container);
        }
        return new Drain(List.copyOf(containers), gracePeriod(pod, plan), inSidecar);
    }

    Container sidecar(Container sidecar) {
        return inSidecar ? withPreStop(sidecar) : sidecar;
    }

    /** Those that declare a pool's port; without any such declaration the first container. */
    private static Set<String> servers(List<Container> containers, Set<Integer> ports) {
        var declared = containers.stream()
                .filter(c -> c.getPorts().stream().anyMatch(p -> ports.contains(p.getContainerPort())))
                .map(Container::getName)
                .collect(Collectors.toSet());
        return declared.isEmpty() ? Set.of(containers.getFirst().getName()) : declared;
    }

    private static long gracePeriod(Pod pod, PodPlan plan) {
        long own = Objects.requireNonNullElse(pod.getSpec().getTerminationGracePeriodSeconds(), DEFAULT_GRACE_SECONDS);
        return own == 0 ? 0 : own + SidecarConfig.drainTimeout(plan).toSeconds();
    }

    private static boolean hasPreStop(Container container) {
        return container.getLifecycle() != null && container.getLifecycle().getPreStop() != null;
    }

    private static Container withPreStop(Container container) {
        return new ContainerBuilder(container)
                .editOrNewLifecycle()
                .withPreStop(drain())
                .endLifecycle()
                .build();
    }

    private static LifecycleHandler drain() {
        return new LifecycleHandlerBuilder()
                .withNewHttpGet()
                .withPath("/drain")
                .withPort(new IntOrString(Sidecars.PE_MANAGEMENT))
                .endHttpGet()
                .build();
    }
}
