package io.rserpool.operator.plan;

import io.fabric8.kubernetes.api.model.Service;
import io.rserpool.operator.api.PoolUser;
import io.rserpool.operator.api.UsedPool;
import java.util.Objects;
import java.util.Optional;

/**
 * Name of the Service under which clients know a pool.
 *
 * @param namespace its namespace
 * @param name its name
 */
public record ServiceName(String namespace, String name) {
    /** {@return the name of this Service} */
    public static ServiceName of(Service service) {
        return new ServiceName(
                service.getMetadata().getNamespace(), service.getMetadata().getName());
    }

    /**
     * {@return the Service that the first host of an entry stands for, by default the one of the Pool's name and namespace; empty if the
     * host cannot be a Service's}
     *
     * @param use the entry
     * @param userNamespace namespace of the clients, where a host without a namespace leads
     */
    public static Optional<ServiceName> of(UsedPool use, String userNamespace) {
        var hosts = use.hosts();
        return hosts == null || hosts.isEmpty()
                ? Optional.of(new ServiceName(Objects.requireNonNullElse(use.namespace(), userNamespace), use.pool()))
                : ofHost(hosts.getFirst(), userNamespace);
    }

    /** name[.namespace[.svc[.domain]]] */
    private static Optional<ServiceName> ofHost(String host, String userNamespace) {
        var labels = host.split("\\.", 4);
        if (labels.length > 2 && !labels[2].equals("svc")) {
            return Optional.empty();
        }
        return Optional.of(new ServiceName(labels.length > 1 ? labels[1] : userNamespace, labels[0]));
    }

    /** {@return whether a PoolUser has an entry whose clients know the pool by this Service} */
    public boolean isNamedBy(PoolUser user) {
        return user.getSpec().pools().stream()
                .anyMatch(use -> of(use, user.getMetadata().getNamespace())
                        .filter(this::equals)
                        .isPresent());
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
