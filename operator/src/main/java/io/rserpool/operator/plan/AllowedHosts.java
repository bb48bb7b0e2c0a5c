package io.rserpool.operator.plan;

import java.util.List;
import java.util.Set;

/**
 * Which host names may lead to a sidecar: those of Services of the PoolUser's and the Pool's namespaces. Any other name is somebody else's,
 * such as the API server's or one of the Internet, unless the administrator of the installation lets it be captured.
 *
 * @param patterns what the administrator allows: host names, or {@code *.} and the end of host names
 */
public record AllowedHosts(List<String> patterns) {
    private static final Set<String> SUFFIXES = Set.of("", "svc", "svc.cluster.local");
    private static final String ANY = "*";

    /** The API server's, which every pod knows. */
    private static final ServiceName API_SERVER = new ServiceName("default", "kubernetes");

    /** {@return whether clients of one namespace may be led by this name to a Pool of another} */
    boolean admit(String host, String userNamespace, String poolNamespace) {
        return isOwn(host, userNamespace, poolNamespace)
                || patterns.stream()
                        .anyMatch(p -> p.startsWith(ANY) ? host.endsWith(p.substring(ANY.length())) : host.equals(p));
    }

    /** name[.namespace[.svc[.cluster.local]]] */
    private static boolean isOwn(String host, String userNamespace, String poolNamespace) {
        var labels = host.split("\\.", 3);
        var namespace = labels.length > 1 ? labels[1] : userNamespace;
        return SUFFIXES.contains(labels.length > 2 ? labels[2] : "")
                && (namespace.equals(userNamespace) || namespace.equals(poolNamespace))
                && !new ServiceName(namespace, labels[0]).equals(API_SERVER);
    }
}
