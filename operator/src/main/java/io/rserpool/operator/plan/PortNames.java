package io.rserpool.operator.plan;

import io.fabric8.kubernetes.api.model.Pod;
import io.rserpool.operator.Names;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The names that containers give their ports: what a Service's {@code targetPort} may stand for. */
public final class PortNames {
    /** Far more than pods have: what there is of it in a status has a bound. */
    private static final int MAX_NAMES = 64;

    private static final Set<String> SIDECARS = Set.of(Names.PE_CONTAINER, Names.PU_CONTAINER);

    private PortNames() {}

    /**
     * {@return the TCP ports of these pods' containers by name, null if none has a name}
     *
     * @param pods the pods of one pool; in the middle of a rollout they may differ
     * @param preferred the pool's port, which a name stands for if it does so in any of the pods
     */
    public static @Nullable Map<String, Integer> of(List<Pod> pods, int preferred) {
        var names = new TreeMap<String, Integer>();
        pods.stream()
                .flatMap(p ->
                        Stream.concat(p.getSpec().getContainers().stream(), p.getSpec().getInitContainers().stream()))
                .filter(c -> !SIDECARS.contains(c.getName()))
                .flatMap(c -> c.getPorts().stream())
                .filter(p -> p.getName() != null && p.getContainerPort() != null && Protocols.isTcp(p.getProtocol()))
                .forEach(p -> names.merge(
                        p.getName(),
                        p.getContainerPort(),
                        (known, other) ->
                                known == preferred || other == preferred ? preferred : Math.min(known, other)));
        while (names.size() > MAX_NAMES) {
            names.pollLastEntry();
        }
        return names.isEmpty() ? null : names;
    }
}
