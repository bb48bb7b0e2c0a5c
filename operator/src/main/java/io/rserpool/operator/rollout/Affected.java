package io.rserpool.operator.rollout;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.PoolUser;
import io.rserpool.operator.plan.ServiceName;
import io.rserpool.operator.plan.Snapshot;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whose workloads may need a restart after a change: pure functions. */
final class Affected {
    private Affected() {}

    /** Namespaces that a change of this resource may concern. */
    static Set<String> by(HasMetadata changed, Snapshot snapshot) {
        return switch (changed) {
            case PoolUser user -> Set.of(namespace(user));
            case Pool pool ->
                Stream.concat(Stream.of(pool), snapshot.pools().stream().filter(p -> snapshot.handleOf(p)
                                .equals(snapshot.handleOf(pool))))
                        .flatMap(p -> Stream.concat(Stream.of(namespace(p)), namespacesOfUsers(p, snapshot)))
                        .collect(Collectors.toSet());
            case Service service ->
                snapshot.users().stream()
                        .filter(ServiceName.of(service)::isNamedBy)
                        .map(Affected::namespace)
                        .collect(Collectors.toSet());
            default -> all(snapshot);
        };
    }

    /** Namespaces that have any Pool or PoolUser. */
    static Set<String> all(Snapshot snapshot) {
        return Stream.concat(snapshot.pools().stream(), snapshot.users().stream())
                .map(Affected::namespace)
                .collect(Collectors.toSet());
    }

    private static Stream<String> namespacesOfUsers(Pool pool, Snapshot snapshot) {
        return snapshot.users().stream()
                .filter(u -> u.getSpec().pools().stream()
                        .anyMatch(use -> use.pool().equals(pool.getMetadata().getName())
                                && Objects.requireNonNullElse(use.namespace(), namespace(u))
                                        .equals(namespace(pool))))
                .map(Affected::namespace);
    }

    private static String namespace(HasMetadata resource) {
        return resource.getMetadata().getNamespace();
    }
}
