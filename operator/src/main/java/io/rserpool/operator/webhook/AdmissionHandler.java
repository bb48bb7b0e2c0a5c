package io.rserpool.operator.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponseBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.zjsonpatch.JsonDiff;
import io.rserpool.operator.Names;
import io.rserpool.operator.guard.Failures;
import io.rserpool.operator.injection.Injection;
import io.rserpool.operator.injection.PodInjector;
import io.rserpool.operator.injection.SidecarConfig;
import io.rserpool.operator.plan.Planner;
import io.rserpool.operator.plan.PodPlan;
import io.rserpool.operator.plan.Refusal;
import io.rserpool.operator.plan.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Answers admission reviews of pods: always allowed, with a JSON patch for those that need sidecars. */
final class AdmissionHandler {
    private final ObjectMapper json = new ObjectMapper();
    private final PodInjector injector;
    private final Supplier<Snapshot> cached;
    private final Supplier<Snapshot> live;
    private final BiPredicate<String, String> missing;
    private final Consumer<List<Refusal>> refused;

    /**
     * @param injector makes the pods
     * @param cached what this replica knows
     * @param live what the API server knows, asked when a pod shows that this replica is behind
     * @param missing whether pods of a namespace wait in vain for an image
     * @param refused is told what could not be done, but not for dry runs
     */
    AdmissionHandler(
            PodInjector injector,
            Supplier<Snapshot> cached,
            Supplier<Snapshot> live,
            BiPredicate<String, String> missing,
            Consumer<List<Refusal>> refused) {
        this.injector = injector;
        this.cached = cached;
        this.live = live;
        this.missing = missing;
        this.refused = refused;
    }

    /**
     * {@return the answer to an AdmissionReview}
     *
     * @throws IOException if it is none
     */
    byte[] review(byte[] body) throws IOException {
        var review = json.readValue(body, AdmissionReview.class);
        if (review.getRequest() == null) {
            throw new IOException("the AdmissionReview has no request");
        }
        review.setResponse(respond(review.getRequest()));
        review.setRequest(null);
        return json.writeValueAsBytes(review);
    }

    private AdmissionResponse respond(AdmissionRequest request) throws IOException {
        var response = new AdmissionResponseBuilder().withUid(request.getUid()).withAllowed(true);
        if (!(request.getObject() instanceof Pod pod)) {
            return response.build();
        }
        var plan = plan(request.getNamespace(), pod);
        Injection injection = injector.inject(pod, plan);
        if (!Boolean.TRUE.equals(request.getDryRun())) {
            // Not for dry runs: a rehearsal is to show that the sidecars would not start.
            injection = startable(request.getNamespace(), pod, plan, injection);
            // That it cannot be told is no reason to leave the pod as it is.
            var refusals = injection.refusals();
            Failures.contain("webhook-report", () -> refused.accept(refusals));
        }
        var patch = JsonDiff.asJson(json.valueToTree(pod), json.valueToTree(injection.pod()));
        if (!patch.isEmpty()) {
            response.withPatchType("JSONPatch").withPatch(base64(json.writeValueAsBytes(patch)));
        }
        return response.build();
    }

    /** A pod that would wait for its sidecars' image is left as it is, and starts without them; its workload is restarted once the image is there. */
    private Injection startable(String namespace, Pod pod, PodPlan plan, Injection injection) {
        return added(pod, injection.pod())
                .filter(image -> missing.test(namespace, image))
                .findFirst()
                .map(image -> new Injection(
                        pod, plan.resources().map(r -> leftOut(r, pod, image)).toList()))
                .orElse(injection);
    }

    private static Stream<String> added(Pod before, Pod after) {
        var present = before.getSpec().getInitContainers();
        return after.getSpec().getInitContainers().stream()
                .filter(c -> present.stream().noneMatch(p -> p.getName().equals(c.getName())))
                .map(Container::getImage);
    }

    private static Refusal leftOut(HasMetadata resource, Pod pod, String image) {
        var name = Optional.ofNullable(pod.getMetadata().getName())
                .orElseGet(() -> pod.getMetadata().getGenerateName());
        return new Refusal(
                resource,
                Refusal.SIDECARS_LEFT_OUT,
                "pod %s starts without sidecars, since others of its namespace wait for their image %s; it gets them by a restart of its workload once the image is there"
                        .formatted(name, image));
    }

    /** A template restarted for a configuration that this replica does not know yet makes it look again. */
    private PodPlan plan(String namespace, Pod pod) {
        var labels = pod.getMetadata().getLabels();
        var plan = Planner.plan(cached.get(), namespace, labels);
        var restartedFor =
                Optional.ofNullable(pod.getMetadata().getAnnotations()).map(a -> a.get(Names.RESTARTED_FOR));
        boolean behind = restartedFor.isPresent()
                && (plan.isEmpty() || !SidecarConfig.hash(plan).equals(restartedFor.get()));
        return behind ? Planner.plan(live.get(), namespace, labels) : plan;
    }

    private static String base64(byte[] bytes) {
        return new String(Base64.getEncoder().encode(bytes), StandardCharsets.US_ASCII);
    }
}
