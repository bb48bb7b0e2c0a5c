package io.rserpool.operator.injection;

import io.fabric8.kubernetes.api.model.Pod;
import io.rserpool.operator.plan.Refusal;
import java.util.List;

/**
 * What the webhook makes of a pod.
 *
 * @param pod the pod as it should be; the given one if nothing is to be done
 * @param refusals what this pod in particular cannot have
 */
public record Injection(Pod pod, List<Refusal> refusals) {}
