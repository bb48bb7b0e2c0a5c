package io.rserpool.operator.plan;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Ports under which the clients of a Service connect to a pool, and to something else.
 *
 * @param leading those that lead to the pool's port
 * @param others the other TCP ports, without the leading ones
 */
record ServicePorts(Set<Integer> leading, Set<Integer> others) {
    private static final String HEADLESS = "None";
    private static final int MAX_DESCRIBED = 10;

    /**
     * Sorts a Service's ports by where they lead.
     *
     * <p>Where no port is known to lead to the pool, the only one whose target has a name that no container has (yet) is taken to do so. The
     * clients of a headless Service connect to the pods themselves: what counts for them is the target's number, whether the Service has a
     * port for it or not.
     *
     * @param service the Service
     * @param poolPort port of the pool's servers
     * @param names ports of the pool's pods by name
     */
    static ServicePorts of(Service service, int poolPort, Map<String, Integer> names) {
        var tcp = tcp(service);
        boolean headless = HEADLESS.equals(service.getSpec().getClusterIP());
        var leading = new TreeSet<Integer>();
        var others = new TreeSet<Integer>();
        if (headless) {
            leading.add(poolPort);
            others.addAll(names.values());
        }
        var targets = tcp.stream().map(port -> target(port, names)).toList();
        boolean guess = !targets.contains(poolPort) && Collections.frequency(targets, null) == 1;
        for (var port : tcp) {
            var target = target(port, names);
            var kind = (target == null ? guess : target == poolPort) ? leading : others;
            kind.add(port.getPort());
            if (headless && target != null) {
                kind.add(target);
            }
        }
        others.removeAll(leading);
        return new ServicePorts(leading, others);
    }

    /** {@return the same, if clients connect to this port, whatever the Service says of it} */
    ServicePorts withPort(int port) {
        var rest = new TreeSet<>(others);
        rest.addAll(leading);
        rest.remove(port);
        return new ServicePorts(Set.of(port), rest);
    }

    /** {@return how many there are} */
    int count() {
        return leading.size() + others.size();
    }

    /** {@return the ports of other protocols than TCP, as "UDP 53"; empty without any} */
    static String otherProtocols(Service service) {
        return service.getSpec().getPorts().stream()
                .filter(p -> !Protocols.isTcp(p.getProtocol()))
                .map(p -> p.getProtocol() + " " + p.getPort())
                .collect(Collectors.joining(", "));
    }

    /** {@return the first TCP ports and where they lead, as "80 to 8080, 81 to admin"} */
    static String describe(Service service) {
        var ports = tcp(service).stream()
                .limit(MAX_DESCRIBED)
                .map(p ->
                        p.getPort() + " to " + (hasTarget(p) ? p.getTargetPort().getValue() : p.getPort()))
                .collect(Collectors.joining(", "));
        return ports.isEmpty() ? "none" : ports;
    }

    private static List<ServicePort> tcp(Service service) {
        return service.getSpec().getPorts().stream()
                .filter(p -> Protocols.isTcp(p.getProtocol()))
                .toList();
    }

    /** {@return the number of the target port, null if nobody knows what its name stands for} */
    private static @Nullable Integer target(ServicePort port, Map<String, Integer> names) {
        if (!hasTarget(port)) {
            return port.getPort();
        }
        IntOrString target = port.getTargetPort();
        return target.getStrVal() == null ? target.getIntVal() : names.get(target.getStrVal());
    }

    private static boolean hasTarget(ServicePort port) {
        return port.getTargetPort() != null && port.getTargetPort().getValue() != null;
    }
}
