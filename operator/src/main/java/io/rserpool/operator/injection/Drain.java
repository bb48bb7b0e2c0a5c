package io.rserpool.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.LifecycleHandlerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.rserpool.operator.plan.PodPlan;
import java.time.Duration;
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
 * <p>The kubelet's request comes from the node, as anybody's may. It carries a token that only this pod's hook and sidecar have, so nobody
 * else drains the element.
 *
 * @param containers the pod's containers, with the hook
 * @param gracePeriodSeconds termination grace period: the pod's own, and the time to drain before it
 * @param inSidecar whether the sidecar needs the hook, too
 * @param token what the hook shows the sidecar
 */
record Drain(List<Container> containers, long gracePeriodSeconds, boolean inSidecar, String token) {
    private static final String TOKEN_HEADER = "X-RSerPool-Drain-Token";
    private static final long DEFAULT_GRACE_SECONDS = 30;

    /** Whoever lives so long after the end of the grace period was drained, but not deleted. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    /** The longest that the sidecar takes. */
    private static final Duration LATEST = Duration.ofHours(24);

    static Drain of(Pod pod, PodPlan plan, String token) {
        var ports = plan.pools().stream().map(p -> p.getSpec().port()).collect(Collectors.toSet());
        var servers = servers(pod.getSpec().getContainers(), ports);
        boolean inSidecar = false;
        var containers = new ArrayList<Container>();
        for (var container : pod.getSpec().getContainers()) {
            boolean server = servers.contains(container.getName());
            inSidecar |= server && hasPreStop(container);
            containers.add(server && !hasPreStop(container) ? withPreStop(container, token) : container);
        }
        return new Drain(List.copyOf(containers), gracePeriod(pod, plan), inSidecar, token);
    }

    Container sidecar(Container sidecar) {
        return inSidecar ? withPreStop(sidecar, token) : sidecar;
    }

    /** {@return how long after it was drained an element whose server still lives is one again} */
    Duration returnAfter() {
        var end = Duration.ofSeconds(gracePeriodSeconds).plus(MARGIN);
        return end.compareTo(LATEST) < 0 ? end : LATEST;
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

    private static Container withPreStop(Container container, String token) {
        return new ContainerBuilder(container)
                .editOrNewLifecycle()
                .withPreStop(drain(token))
                .endLifecycle()
                .build();
    }

    private static LifecycleHandler drain(String token) {
        return new LifecycleHandlerBuilder()
                .withNewHttpGet()
                .withPath("/drain")
                .withPort(new IntOrString(Sidecars.PE_MANAGEMENT))
                .addNewHttpHeader(TOKEN_HEADER, token)
                .endHttpGet()
                .build();
    }
}
