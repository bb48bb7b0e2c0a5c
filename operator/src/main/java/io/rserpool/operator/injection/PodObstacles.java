package io.rserpool.operator.injection;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/** What keeps a pod from having sidecars at all. */
final class PodObstacles {
    /**
     * An obstacle.
     *
     * @param reason reason code of the event
     * @param message what to do
     */
    record Obstacle(String reason, String message) {}

    private PodObstacles() {}

    static Optional<Obstacle> ofPod(Pod pod) {
        var spec = pod.getSpec();
        if (Boolean.TRUE.equals(spec.getHostNetwork())) {
            return Optional.of(new Obstacle(
                    "HostNetwork",
                    describe(pod)
                            + " uses the node's network: the sidecars need the pod's own; remove hostNetwork, or label the"
                            + " pod rserpool.io/inject=disabled"));
        }
        if (spec.getOs() != null && "windows".equals(spec.getOs().getName())) {
            return Optional.of(new Obstacle(
                    "OperatingSystem",
                    describe(pod) + " is a Windows pod: the sidecars are Linux programs; label the pod"
                            + " rserpool.io/inject=disabled"));
        }
        if (Marks.hasSidecar(pod)) {
            return Optional.of(new Obstacle(
                    "OwnSidecar",
                    describe(pod)
                            + " brings a container or volume of its own whose name is that of a sidecar, rserpool-pe or rserpool-pu:"
                            + " it counts as one without sidecars; take it out of the pod's template"));
        }
        return Optional.empty();
    }

    /** {@return how to name a pod to people that may have no name yet} */
    static String describe(Pod pod) {
        var metadata = pod.getMetadata();
        return metadata.getName() != null ? "pod " + metadata.getName() : "pod " + metadata.getGenerateName() + "*";
    }
}
