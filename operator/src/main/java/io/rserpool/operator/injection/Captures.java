package io.rserpool.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HostAliasBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Sysctl;
import io.rserpool.operator.Names;
import io.rserpool.operator.plan.Forward;
import io.rserpool.operator.plan.PlannedUse;
import io.rserpool.operator.plan.PodPlan;
import io.rserpool.operator.plan.Protocols;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which of a pod's connections the pu-sidecar captures, and how: host names lead to loopback addresses on which it listens.
 *
 * <p>A listener on a loopback address keeps the pod's own programs from binding the port on all addresses. So names whose port the pod
 * declares are not captured at all; the clients then connect as they do without a sidecar. Another port of a captured name that the pod
 * declares is not forwarded, and leads to the pod itself.
 *
 * @param possible what is captured
 * @param forwards what is forwarded
 * @param clashes what is not captured since port or name are in use, as "host:port (by whom)"
 * @param unforwarded what is not forwarded since the port is in use, in the same form
 * @param refusals what is not, for the PoolUsers
 */
record Captures(
        List<PlannedUse> possible,
        List<Forward> forwards,
        List<String> clashes,
        List<String> unforwarded,
        List<Refusal> refusals) {
    private static final String UNPRIVILEGED_PORTS = "net.ipv4.ip_unprivileged_port_start";
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    static Captures of(Pod pod, PodPlan plan) {
        var captures = new Captures(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Map<String, List<PlannedUse>> byAddress = plan.uses().stream()
                .collect(Collectors.groupingBy(PlannedUse::address, LinkedHashMap::new, Collectors.toList()));
        byAddress.forEach((address, uses) -> captures.add(pod, plan, uses));
        var captured = captures.possible.stream().map(PlannedUse::address).collect(Collectors.toSet());
        plan.forwards().stream().filter(f -> captured.contains(f.address())).forEach(f -> captures.add(pod, plan, f));
        return captures;
    }

    /** All that shares names is captured, or nothing: a name cannot lead to the sidecar for one port and elsewhere for another. */
    private void add(Pod pod, PodPlan plan, List<PlannedUse> uses) {
        var clash = uses.stream()
                .filter(u -> ownerOfPort(pod, plan, u.port()).isPresent())
                .findFirst();
        var aliased = aliasedHosts(pod);
        if (clash.isPresent()) {
            int port = clash.get().port();
            var owner = ownerOfPort(pod, plan, port).orElseThrow();
            uses.forEach(u -> {
                clashes.add(clash(u.hosts(), u.port(), u.port() == port ? owner : "port " + port + " of " + owner));
                refusals.add(new Refusal(u.user(), "PortClash", portClash(pod, u, port, owner)));
            });
        } else if (uses.stream().flatMap(u -> u.hosts().stream()).anyMatch(aliased::contains)) {
            uses.forEach(u -> {
                clashes.add(clash(u.hosts(), u.port(), Names.HOST_ALIASES));
                refusals.add(new Refusal(u.user(), "HostAliasTaken", aliasTaken(pod, u)));
            });
        } else {
            possible.addAll(uses);
        }
    }

    private void add(Pod pod, PodPlan plan, Forward forward) {
        var owner = ownerOfPort(pod, plan, forward.port());
        if (owner.isEmpty()) {
            forwards.add(forward);
        } else {
            unforwarded.add(clash(List.of(forward.host()), forward.port(), owner.get()));
            refusals.add(new Refusal(forward.user(), "ForwardClash", forwardClash(pod, forward, owner.get())));
        }
    }

    /** Writes host aliases, and the sysctl that ports below 1024 need. */
    static void write(PodBuilder pod, PodPlan plan) {
        Map<String, Set<String>> aliases = new LinkedHashMap<>();
        plan.uses().forEach(u -> aliases.computeIfAbsent(u.address(), a -> new LinkedHashSet<>())
                .addAll(u.hosts()));
        var spec = pod.editSpec();
        aliases.forEach((address, hosts) -> spec.addToHostAliases(new HostAliasBuilder()
                .withIp(address)
                .withHostnames(List.copyOf(hosts))
                .build()));
        var ports = IntStream.concat(
                plan.uses().stream().mapToInt(PlannedUse::port),
                plan.forwards().stream().mapToInt(Forward::port));
        if (ports.anyMatch(p -> p < FIRST_UNPRIVILEGED_PORT) && !hasSysctl(pod.build())) {
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
                .filter(c -> c.getPorts().stream()
                        .anyMatch(p -> Protocols.isTcp(p.getProtocol()) && Objects.equals(p.getContainerPort(), port)))
                .map(Container::getName)
                .map(name -> "container " + name)
                .findFirst();
        return declared.or(() -> plan.pools().stream()
                .filter(p -> Objects.equals(p.getSpec().port(), port))
                .map(p -> "server of Pool " + p.getMetadata().getName())
                .findFirst());
    }

    private static String clash(List<String> hosts, int port, String owner) {
        return "%s:%d (%s)".formatted(hosts.getFirst(), port, owner);
    }

    private static String portClash(Pod pod, PlannedUse use, int port, String owner) {
        return ("%s: connections to %s:%d are not captured, since the pod's %s uses port %d itself; give Pool %s another"
                        + " port in spec.pools[].port, under which the clients connect")
                .formatted(
                        PodObstacles.describe(pod),
                        use.hosts().getFirst(),
                        use.port(),
                        owner,
                        port,
                        Refusal.name(use.pool()));
    }

    private static String forwardClash(Pod pod, Forward forward, String owner) {
        return ("%s: %s:%d leads to the pod's own %s, which uses port %d itself, and not to Service %s; clients of that port"
                        + " reach the Service by a name that spec.pools[].hosts does not list, if you list there those of Pool %s")
                .formatted(
                        PodObstacles.describe(pod),
                        forward.host(),
                        forward.port(),
                        owner,
                        forward.port(),
                        forward.service(),
                        Refusal.name(forward.pool()));
    }

    private static String aliasTaken(Pod pod, PlannedUse use) {
        return "%s: connections to %s are not captured, since the pod's hostAliases already have one of these names; remove it there"
                .formatted(PodObstacles.describe(pod), use.hosts());
    }
}
