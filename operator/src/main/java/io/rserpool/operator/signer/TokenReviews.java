package io.rserpool.operator.signer;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.rserpool.operator.injection.Enrolment;
import io.rserpool.operator.observe.Pods;
import io.rserpool.operator.signer.Refused.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Asks the API server which pod a token is of. */
@ApplicationScoped
class TokenReviews {
    private static final String POD_NAME = "authentication.kubernetes.io/pod-name";
    private static final String POD_UID = "authentication.kubernetes.io/pod-uid";
    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

    private final KubernetesClient client;

    TokenReviews(KubernetesClient client) {
        this.client = client;
    }

    /**
     * {@return the pod, as it is now}
     *
     * @throws Refused it is of none, or not for us
     */
    Pod pod(String token) throws Refused {
        var review = review(token);
        var user = review.getStatus().getUser();
        var namespace = user.getUsername().substring(SERVICE_ACCOUNT.length()).split(":", 2)[0];
        var name = only(user.getExtra(), POD_NAME);
        var pod = client.pods().inNamespace(namespace).withName(name).get();
        if (pod == null || !pod.getMetadata().getUid().equals(only(user.getExtra(), POD_UID))) {
            throw new Refused(
                    Reason.POD, "there is no pod %s/%s any more that the token is of".formatted(namespace, name));
        }
        if (Pods.isOver(pod)) {
            throw new Refused(Reason.POD, "pod %s/%s is over".formatted(namespace, name));
        }
        return pod;
    }

    private TokenReview review(String token) throws Refused {
        var review = client.resource(new TokenReviewBuilder()
                        .withNewSpec()
                        .withToken(token)
                        .withAudiences(Enrolment.AUDIENCE)
                        .endSpec()
                        .build())
                .create();
        var status = review.getStatus();
        if (status == null || !Boolean.TRUE.equals(status.getAuthenticated())) {
            throw new Refused(
                    Reason.TOKEN,
                    "the API server does not know the token: "
                            + (status == null
                                    ? "no answer"
                                    : Objects.requireNonNullElse(status.getError(), "no reason given")));
        }
        // An API server that does not know audiences says nothing of them.
        if (!Objects.requireNonNullElse(status.getAudiences(), List.of()).contains(Enrolment.AUDIENCE)) {
            throw new Refused(Reason.TOKEN, "the token is for another audience than " + Enrolment.AUDIENCE);
        }
        if (!status.getUser().getUsername().startsWith(SERVICE_ACCOUNT)
                || only(status.getUser().getExtra(), POD_NAME).isEmpty()) {
            throw new Refused(Reason.TOKEN, "the token is of no pod");
        }
        return review;
    }

    private static String only(Map<String, List<String>> extra, String key) {
        var values = extra == null ? null : extra.get(key);
        return values == null || values.isEmpty() ? "" : values.getFirst();
    }
}
