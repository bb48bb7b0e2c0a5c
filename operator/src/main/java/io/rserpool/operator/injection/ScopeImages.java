package io.rserpool.operator.injection;

import io.rserpool.operator.Settings;
import io.rserpool.operator.api.OperationScope;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which images run for a scope: those that it names, if the installation allows them, else the operator's own. A scope in the operator's
 * namespace is the administrator's, and may name any; one in another namespace names programs for pods of others.
 */
public final class ScopeImages {
    private static final String ANY = "*";

    private final String operatorNamespace;
    private final Settings.Images own;
    private final List<String> allowed;

    /** Images of an installation with these settings. */
    public ScopeImages(Settings settings) {
        this.operatorNamespace = settings.namespace();
        this.own = settings.images();
        this.allowed = settings.tenants().allowedImages().orElse(List.of());
    }

    /** {@return pull policy and Secrets, which no scope says} */
    public Settings.Images settings() {
        return own;
    }

    /** {@return the registrars' image} */
    public String registrar(OperationScope scope) {
        return choose(
                scope, Objects.requireNonNull(scope.getSpec().registrars()).image(), own.registrar());
    }

    String poolElement(OperationScope scope) {
        return choose(scope, Objects.requireNonNull(scope.getSpec().sidecars()).poolElementImage(), own.peSidecar());
    }

    String poolUser(OperationScope scope) {
        return choose(scope, Objects.requireNonNull(scope.getSpec().sidecars()).poolUserImage(), own.puSidecar());
    }

    /** {@return the images that the scope names and may not} */
    public List<String> refused(OperationScope scope) {
        var sidecars = Objects.requireNonNull(scope.getSpec().sidecars());
        return Stream.of(
                        Objects.requireNonNull(scope.getSpec().registrars()).image(),
                        sidecars.poolElementImage(),
                        sidecars.poolUserImage())
                .filter(Objects::nonNull)
                .filter(image -> !isAllowed(scope, image))
                .distinct()
                .toList();
    }

    /** {@return whether what the scope says of sidecars' resources holds in pods of this namespace: nobody's pods become too large by another's words} */
    boolean mayShape(OperationScope scope, String namespace) {
        return isOperators(scope) || scope.getMetadata().getNamespace().equals(namespace);
    }

    private String choose(OperationScope scope, @Nullable String wanted, String fallback) {
        return wanted == null || !isAllowed(scope, wanted) ? fallback : wanted;
    }

    private boolean isAllowed(OperationScope scope, String image) {
        return isOperators(scope)
                || Stream.of(own.registrar(), own.peSidecar(), own.puSidecar()).anyMatch(o -> isSame(image, o))
                || allowed.stream()
                        .anyMatch(p -> p.endsWith(ANY)
                                ? begins(image, p.substring(0, p.length() - ANY.length()))
                                : isSame(image, p));
    }

    private static boolean isSame(String image, String other) {
        return ImageReference.identity(image).equals(ImageReference.identity(other));
    }

    /** With a tag before its digest an image is still one of those that are allowed by digest. */
    private static boolean begins(String image, String beginning) {
        return image.startsWith(beginning) || ImageReference.identity(image).startsWith(beginning);
    }

    private boolean isOperators(OperationScope scope) {
        return scope.getMetadata().getNamespace().equals(operatorNamespace);
    }
}
