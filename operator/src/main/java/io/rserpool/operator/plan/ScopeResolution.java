package io.rserpool.operator.plan;

import io.rserpool.operator.api.OperationScope;

/** What came of looking for a Pool's operation scope. */
public sealed interface ScopeResolution {
    /**
     * There it is.
     *
     * @param scope the scope
     */
    record Found(OperationScope scope) implements ScopeResolution {}

    /**
     * There is none of that name.
     *
     * @param namespace where it should be
     * @param name its name
     */
    record NotFound(String namespace, String name) implements ScopeResolution {}

    /**
     * The scope does not admit the namespace.
     *
     * @param scope the scope
     * @param namespace who asked
     */
    record NamespaceRefused(OperationScope scope, String namespace) implements ScopeResolution {}

    /** {@return the reason code of the outcome, as conditions have it} */
    default String reason() {
        return switch (this) {
            case Found f -> "ScopeFound";
            case NotFound n -> "ScopeNotFound";
            case NamespaceRefused r -> "NamespaceRefused";
        };
    }

    /** {@return what happened and what to do} */
    default String message() {
        return switch (this) {
            case Found(var scope) -> "joins OperationScope " + name(scope);
            case NotFound(var namespace, var name) ->
                "there is no OperationScope %s/%s: create it, or name another one in the Pool's spec.scope"
                        .formatted(namespace, name);
            case NamespaceRefused(var scope, var namespace) ->
                scope.getSpec().namespaceSelector() == null
                        ? "OperationScope %s does not admit namespace %s, but only its own: its owner must write \"namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}\" into its spec, or the Pool name another scope"
                                .formatted(name(scope), namespace, namespace)
                        : "OperationScope %s does not admit namespace %s: give the namespace the labels that spec.namespaceSelector wants, or name another scope"
                                .formatted(name(scope), namespace);
        };
    }

    private static String name(OperationScope scope) {
        return scope.getMetadata().getNamespace() + "/" + scope.getMetadata().getName();
    }
}
