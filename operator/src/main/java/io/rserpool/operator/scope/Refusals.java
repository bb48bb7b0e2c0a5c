package io.rserpool.operator.scope;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.rserpool.operator.Names;
import io.rserpool.operator.Settings;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.guard.ApiErrors;
import java.net.HttpURLConnection;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What the API server refuses of what registrars need, and what is to be done. */
final class Refusals {
    private static final String GRANT =
            "the operator may not make registrars in namespace %1$s: kubectl create rolebinding rserpool-scopes -n %1$s"
                    + " --clusterrole=%2$s-scopes --serviceaccount=%3$s:%4$s grants it";

    private final Settings settings;

    Refusals(Settings settings) {
        this.settings = settings;
    }

    /** {@return a sentence for each, in the order of the alphabet; one for all that a missing permission causes} */
    List<String> of(OperationScope scope, Collection<Exception> causes) {
        var others = causes.stream()
                .filter(cause -> !lacksPermission(cause))
                .map(cause -> ApiErrors.describe(cause) + ": correct spec.registrars as the message says");
        var missing = causes.stream().anyMatch(Refusals::lacksPermission)
                ? Stream.of(grant(scope.getMetadata().getNamespace()))
                : Stream.<String>empty();
        return Stream.concat(missing, others).sorted().toList();
    }

    private String grant(String namespace) {
        return GRANT.formatted(namespace, settings.webhook().configuration(), settings.namespace(), Names.MANAGER);
    }

    /** An exhausted quota is forbidden, too; the authorizer's words tell them apart. */
    private static boolean lacksPermission(Exception cause) {
        return cause instanceof KubernetesClientException refused
                && refused.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                && ApiErrors.describe(refused).toLowerCase(Locale.ROOT).contains("is forbidden: user ");
    }
}
