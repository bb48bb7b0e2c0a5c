package io.rserpool.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HostAliasBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Sysctl;
import io.rserpool.operator.plan.PlannedUse;
import io.rserpool.operator.plan.PodPlan;
import io.rserpool.operator.plan.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which of a pod's connections the pu-sidecar captures, and how: host names lead to loopback addresses on which it listens.
 *
 * <p>A listener on a loopback address keeps the pod's own programs from binding the port on all addresses. So a port that the pod declares
 * is not captured; the clients then connect as they do without a sidecar.
 *
 * @param possible what is captured
 * @param clashes what is not since the port is in use, as "host:port (container)"
 * @param refusals what is not, for the PoolUsers
 */
record Captures(List<PlannedUse> possible, List<String> clashes, List<Refusal> refusals) {
    private static final String UNPRIVILEGED_PORTS = "net.ipv4.ip_unprivileged_port_start";
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    static Captures of(Pod pod, PodPlan plan) {
        var possible = new ArrayList<PlannedUse>();
        var clashes = new ArrayList<String>();
        var refusals = new ArrayList<Refusal>();
        var aliased = aliasedHosts(pod);
        for (var use : plan.uses()) {
            var owner = ownerOfPort(pod, plan, use.port());
            if (owner.isPresent()) {
                clashes.add("%s:%d (%s)".formatted(use.hosts().getFirst(), use.port(), owner.get()));
                refusals.add(new Refusal(use.user(), "PortClash", portClash(pod, use, owner.get())));
            } else if (use.hosts().stream().anyMatch(aliased::contains)) {
                refusals.add(new Refusal(use.user(), "HostAliasTaken", aliasTaken(pod, use)));
            } else {
                possible.add(use);
            }
        }
        return new Captures(List.copyOf(possible), List.copyOf(clashes), List.copyOf(refusals));
    }

    /** Writes host aliases, and the sysctl that ports below 1024 need. */
    static void write(PodBuilder pod, List<PlannedUse> uses) {
        Map<String, Set<String>> aliases = new LinkedHashMap<>();
        uses.forEach(u ->
                aliases.computeIfAbsent(u.address(), a -> new LinkedHashSet<>()).addAll(u.hosts()));
        var spec = pod.editSpec();
        aliases.forEach((address, hosts) -> spec.addToHostAliases(new HostAliasBuilder()
                .withIp(address)
                .withHostnames(List.copyOf(hosts))
                .build()));
        if (uses.stream().anyMatch(u -> u.port() < FIRST_UNPRIVILEGED_PORT) && !hasSysctl(pod.build())) {
            spec.editOrNewSecurityContext()
                    .addToSysctls(new Sysctl(UNPRIVILEGED_PORTS, "0"))
                    .endSecurityContext();
        }
        spec.endSpec();
    }

    private static boolean hasSysctl(Pod pod) {
        var security = pod.getSpec().getSecurityContext();
        return security != null && security.getSysctls().stream().anyMatch(s -> UNPRIVILEGED_PORTS.equals(s.getName()));
    }

    private static Set<String> aliasedHosts(Pod pod) {
        return pod.getSpec().getHostAliases().stream()
                .flatMap(a -> a.getHostnames().stream())
                .collect(Collectors.toSet());
    }

    private static Optional<String> ownerOfPort(Pod pod, PodPlan plan, int port) {
        var declared = Stream.concat(pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
                .filter(c ->
                        c.getPorts().stream().anyMatch(p -> isTcp(p) && Objects.equals(p.getContainerPort(), port)))
                .map(Container::getName)
                .map(name -> "container " + name)
                .findFirst();
        return declared.or(() -> plan.pools().stream()
                .filter(p -> Objects.equals(p.getSpec().port(), port))
                .map(p -> "server of Pool " + p.getMetadata().getName())
                .findFirst());
    }

    private static boolean isTcp(ContainerPort port) {
        return port.getProtocol() == null || "TCP".equals(port.getProtocol());
    }

    private static String portClash(Pod pod, PlannedUse use, String owner) {
        return ("%s: connections to %s:%d are not captured, since the pod's %s uses port %d itself; give Pool %s another"
                        + " port in spec.pools[].port, under which the clients connect")
                .formatted(
                        PodObstacles.describe(pod),
                        use.hosts().getFirst(),
                        use.port(),
                        owner,
                        use.port(),
                        Refusal.name(use.pool()));
    }

    private static String aliasTaken(Pod pod, PlannedUse use) {
        return "%s: connections to %s are not captured, since the pod's hostAliases already have one of these names; remove it there"
                .formatted(PodObstacles.describe(pod), use.hosts());
    }
}
