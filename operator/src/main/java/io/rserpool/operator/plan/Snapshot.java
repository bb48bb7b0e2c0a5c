package io.rserpool.operator.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.PoolUser;
import io.rserpool.operator.api.ScopeReference;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * All pools, pool users and scopes at one moment, and the Services that clients know; those that are being deleted count as gone.
 *
 * @param pools the pools of all namespaces, oldest first
 * @param users the pool users of all namespaces, oldest first
 * @param scopes the scopes of all namespaces
 * @param operatorNamespace where scopes without a namespace are
 * @param namespaceLabels the labels of a namespace
 * @param services the Services by name
 * @param allowedHosts which names may be captured
 */
public record Snapshot(
        List<Pool> pools,
        List<PoolUser> users,
        List<OperationScope> scopes,
        String operatorNamespace,
        Function<String, Map<String, String>> namespaceLabels,
        Function<ServiceName, Optional<Service>> services,
        AllowedHosts allowedHosts) {

    private static final Comparator<HasMetadata> OLDEST_FIRST = Comparator.<HasMetadata, String>comparing(r ->
                    Optional.ofNullable(r.getMetadata().getCreationTimestamp()).orElse("9"))
            .thenComparing(r -> r.getMetadata().getNamespace())
            .thenComparing(r -> r.getMetadata().getName());

    /** Sorts, and drops what is being deleted. */
    public Snapshot {
        pools = living(pools);
        users = living(users);
        scopes = living(scopes);
    }

    private static <R extends HasMetadata> List<R> living(List<R> resources) {
        return resources.stream()
                .filter(r -> !r.isMarkedForDeletion())
                .sorted(OLDEST_FIRST)
                .toList();
    }

    /** {@return the pool of that name, if there is one} */
    public Optional<Pool> pool(String namespace, String name) {
        return pools.stream().filter(p -> is(p, namespace, name)).findFirst();
    }

    /** {@return the scope that a Pool joins, or why it joins none} */
    public ScopeResolution scopeOf(Pool pool) {
        return scope(pool, pool.getMetadata().getNamespace());
    }

    /** {@return the scope of a Pool that pods of another namespace use, or why these may not} */
    public ScopeResolution scopeFor(Pool pool, String userNamespace) {
        return scope(pool, userNamespace);
    }

    private ScopeResolution scope(Pool pool, String member) {
        var named = pool.getSpec().scope();
        var reference = named == null ? new ScopeReference(null, null) : named;
        var namespace = reference.namespace() == null ? operatorNamespace : reference.namespace();
        var found = scopes.stream()
                .filter(s -> is(s, namespace, String.valueOf(reference.name())))
                .findFirst();
        if (found.isEmpty()) {
            return new ScopeResolution.NotFound(namespace, String.valueOf(reference.name()));
        }
        var selector = found.get().getSpec().namespaceSelector();
        boolean admitted = selector == null
                ? namespace.equals(operatorNamespace) || namespace.equals(member)
                : Selectors.matches(selector, namespaceLabels.apply(member));
        return admitted
                ? new ScopeResolution.Found(found.get())
                : new ScopeResolution.NamespaceRefused(found.get(), member);
    }

    /** {@return whether PoolUsers of a namespace may use the pool} */
    public boolean admits(Pool pool, String userNamespace) {
        var from = pool.getSpec().usersFrom();
        return userNamespace.equals(pool.getMetadata().getNamespace())
                || switch (Objects.requireNonNull(from.from())) {
                    case SAME -> false;
                    case ALL -> true;
                    case SELECTOR ->
                        from.selector() != null
                                && Selectors.matches(from.selector(), namespaceLabels.apply(userNamespace));
                };
    }

    /** {@return the handle under which a pool is registered in its scope, or would be} */
    public String handleOf(Pool pool) {
        return scopeOf(pool) instanceof ScopeResolution.Found(var scope)
                ? Handles.of(pool, scope)
                : Handles.namespaced(pool.getMetadata().getNamespace(), pool.handle());
    }

    /** {@return the oldest pool that has this one's handle in its scope: itself, unless the handle is taken} */
    public Pool ownerOfHandle(Pool pool) {
        if (!(scopeOf(pool) instanceof ScopeResolution.Found own)) {
            return pool;
        }
        var handle = Handles.of(pool, own.scope());
        return pools.stream()
                .filter(other -> Handles.of(other, own.scope()).equals(handle))
                .filter(other -> scopeOf(other) instanceof ScopeResolution.Found found && found.scope() == own.scope())
                .findFirst()
                .orElse(pool);
    }

    /** {@return whether both are the same resource, maybe of different versions} */
    public static boolean same(HasMetadata one, HasMetadata other) {
        return is(one, other.getMetadata().getNamespace(), other.getMetadata().getName());
    }

    private static boolean is(HasMetadata resource, String namespace, String name) {
        return resource.getMetadata().getName().equals(name)
                && resource.getMetadata().getNamespace().equals(namespace);
    }
}
