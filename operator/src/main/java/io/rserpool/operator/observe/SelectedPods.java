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
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the living pods that a selector means, those without sidecars included. */
@ApplicationScoped
public class SelectedPods {
    private static final long PAGE = 500;

    private final KubernetesClient client;
    private final InjectedPods injected;

    SelectedPods(KubernetesClient client, InjectedPods injected) {
        this.client = client;
        this.injected = injected;
    }

    /** {@return the selected pods} */
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
        @Nullable String next = null;
        do {
            var page = client.pods()
                    .inNamespace(namespace)
                    .withLabelSelector(bare)
                    .list(new ListOptionsBuilder()
                            .withLimit(PAGE)
                            .withContinue(next)
                            .build());
            page.getItems().stream()
                    .filter(Pods::isLiving)
                    .map(InjectedPodStore::reduced)
                    .forEach(pods::add);
            next = page.getMetadata() == null ? null : page.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());
        return List.copyOf(pods);
    }

    /** {@return the addresses of selected pods that are being deleted: their elements are on their way out} */
    public Set<String> leaving(String namespace, LabelSelector selector) {
        return injected.leaving(namespace).stream()
                .filter(p -> Selectors.matches(selector, p.getMetadata().getLabels()))
                .map(Pods::address)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }
}
