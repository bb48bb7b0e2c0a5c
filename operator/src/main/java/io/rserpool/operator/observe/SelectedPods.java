package io.rserpool.operator.observe;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.rserpool.operator.Names;
import io.rserpool.operator.plan.Selectors;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Finds the living pods that a selector means, those without sidecars included. */
@ApplicationScoped
public class SelectedPods {
    /** Pods without sidecars are asked for anew each time, and no more than so many: one is enough to tell. */
    private static final long MAX_BARE = 50;

    private final KubernetesClient client;
    private final InjectedPods injected;

    SelectedPods(KubernetesClient client, InjectedPods injected) {
        this.client = client;
        this.injected = injected;
    }

    /** {@return the selected pods: all that the webhook worked on, and some of the others} */
    public List<Pod> find(String namespace, LabelSelector selector) {
        if (!Selectors.isValid(selector)) {
            return List.of();
        }
        var pods = new ArrayList<Pod>();
        injected.in(namespace).stream()
                .filter(p -> Selectors.matches(selector, p.getMetadata().getLabels()))
                .forEach(pods::add);
        var bare = new LabelSelectorBuilder(selector)
                .addNewMatchExpression()
                .withKey(Names.INJECTED)
                .withOperator("DoesNotExist")
                .endMatchExpression()
                .build();
        client
                .pods()
                .inNamespace(namespace)
                .withLabelSelector(bare)
                .list(new ListOptionsBuilder().withLimit(MAX_BARE).build())
                .getItems()
                .stream()
                .filter(Pods::isLiving)
                .forEach(pods::add);
        return List.copyOf(pods);
    }
}
