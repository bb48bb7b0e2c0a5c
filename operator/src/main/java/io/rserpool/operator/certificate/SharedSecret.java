package io.rserpool.operator.certificate;

import static java.net.HttpURLConnection.HTTP_CONFLICT;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.rserpool.operator.Names;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A Secret of the operator's namespace that any replica may renew. */
public final class SharedSecret {
    private static final Logger LOG = Logger.getLogger(SharedSecret.class);
    private static final int ATTEMPTS = 5;

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private @Nullable Secret present;

    /** The Secret of that name, which need not be there yet. */
    public SharedSecret(KubernetesClient client, String namespace, String name) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
    }

    /** Reads and renews it, again if another replica did so at the same time. */
    public static void untilNobodyInterferes(Runnable renewal) {
        for (int attempt = 1; ; attempt++) {
            try {
                renewal.run();
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HTTP_CONFLICT || attempt == ATTEMPTS) {
                    throw e;
                }
                LOG.debugf("another replica renewed a certificate at the same time; looking again");
            }
        }
    }

    /** {@return its data; empty = there is none} */
    public Optional<Map<String, String>> read() {
        present = client.secrets().inNamespace(namespace).withName(name).get();
        return Optional.ofNullable(present).map(Secret::getData);
    }

    /** {@return whether what was read has an annotation, by which somebody asks for something} */
    public boolean isAsked(String annotation) {
        return present != null
                && present.getMetadata().getAnnotations() != null
                && present.getMetadata().getAnnotations().containsKey(annotation);
    }

    /**
     * Writes it, if it is as it was read.
     *
     * @param answered annotation that goes with it
     * @throws KubernetesClientException with code 409 if it is not
     */
    public void write(Map<String, String> data, @Nullable String answered) {
        if (present == null) {
            var made = new SecretBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace(namespace)
                    .addToLabels("app.kubernetes.io/managed-by", Names.MANAGER)
                    .endMetadata()
                    .withType("kubernetes.io/tls")
                    .withData(data)
                    .build();
            client.resource(made).create();
        } else {
            // Carries the resource version that was read.
            var changed = new SecretBuilder(present)
                    .withData(data)
                    .editMetadata()
                    .removeFromAnnotations(answered)
                    .endMetadata()
                    .build();
            client.resource(changed).update();
        }
    }
}
