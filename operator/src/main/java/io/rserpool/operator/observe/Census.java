package io.rserpool.operator.observe;

import io.fabric8.kubernetes.api.model.Pod;
import io.rserpool.operator.Names;
import io.rserpool.operator.injection.Marks;
import io.rserpool.operator.injection.SidecarConfig;
import io.rserpool.operator.plan.Planner;
import io.rserpool.operator.plan.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The living pods that a Pool or PoolUser selects, by the state of their sidecars.
 *
 * @param current have what they should
 * @param outdated have sidecars of another configuration
 * @param bare have none, but should
 * @param refused cannot have any
 * @param foreign have label and annotations that are not the webhook's, or not the sidecars that these say: they count as if they had none
 * @param plain have none and should have none, since nothing of what selects them can be had; without those that are opted out
 */
public record Census(
        List<Pod> current, List<Pod> outdated, List<Pod> bare, List<Pod> refused, List<Pod> foreign, List<Pod> plain) {
    /** {@return the pods, counted against what should be} */
    public static Census of(Snapshot snapshot, String namespace, List<Pod> selected, Marks marks) {
        var census = new Census(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
        for (var pod : selected) {
            census.count(snapshot, namespace, pod, marks);
        }
        return census;
    }

    private void count(Snapshot snapshot, String namespace, Pod pod, Marks marks) {
        var plan = Planner.plan(snapshot, namespace, pod.getMetadata().getLabels());
        var verdict = Pods.label(pod, Names.INJECTED);
        if (verdict == null) {
            if (!plan.isEmpty()) {
                bare.add(pod);
            } else if (!Names.DISABLED.equals(Pods.label(pod, Names.INJECT))) {
                plain.add(pod);
            }
        } else if (plan.isEmpty() || !SidecarConfig.hash(plan).equals(Pods.annotation(pod, Names.CONFIG_HASH))) {
            outdated.add(pod);
        } else if (!marks.isGenuine(pod)) {
            foreign.add(pod);
        } else if (verdict.equals(Names.INJECTED_REFUSED)) {
            refused.add(pod);
        } else {
            current.add(pod);
        }
    }

    /** {@return those with current sidecars whose annotation names the resource} */
    public List<Pod> carrying(String annotation, String name) {
        return current.stream().filter(p -> Pods.lists(p, annotation, name)).toList();
    }

    /** {@return those with sidecars, current or not, whose annotation names the resource} */
    public List<Pod> everCarrying(String annotation, String name) {
        return Stream.concat(current.stream(), outdated.stream())
                .filter(p -> Pods.lists(p, annotation, name))
                .toList();
    }

    /** {@return all of them} */
    public List<Pod> all() {
        return Stream.of(current, outdated, bare, refused, foreign, plain)
                .flatMap(List::stream)
                .toList();
    }

    /** {@return how many there are} */
    public int total() {
        return all().size();
    }

    /** {@return the pods that wait for a restart} */
    public List<Pod> waiting() {
        var pods = new ArrayList<>(outdated);
        pods.addAll(bare);
        return pods;
    }
}
