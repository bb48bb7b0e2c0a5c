package io.rserpool.operator.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** An operation scope (RFC 5351, section 1.2): the registrars that share one handlespace, and who may join. */
@Group(Pool.GROUP)
@Version(Pool.VERSION)
@ShortNames("rsscope")
@Categories({"rserpool"})
@ValidationRule(value = "size(self.metadata.name) <= 32", message = "metadata.name must have at most 32 characters")
@AdditionalPrinterColumn(jsonPath = ".status.ready", name = "Registrars", type = Type.STRING)
@AdditionalPrinterColumn(jsonPath = ".spec.security", name = "Security", type = Type.STRING)
@AdditionalPrinterColumn(
        jsonPath = ".status.conditions[?(@.type==\"CopiesAgree\")].status",
        name = "CopiesAgree",
        type = Type.STRING)
@AdditionalPrinterColumn(
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        name = "Ready",
        type = Type.STRING)
@AdditionalPrinterColumn(jsonPath = ".metadata.creationTimestamp", name = "Age", type = Type.DATE)
public class OperationScope extends CustomResource<OperationScopeSpec, @Nullable OperationScopeStatus>
        implements Namespaced {
    /** So many workloads are restarted at a time, if the spec does not say otherwise. */
    public static final int DEFAULT_ROLLOUTS = 2;

    private static final long serialVersionUID = 1L;

    /** {@return the name of the registrars' StatefulSet, Service, PodDisruptionBudget and NetworkPolicy} */
    public String registrarsName() {
        var name = getMetadata().getName();
        return ScopeReference.DEFAULT_NAME.equals(name) ? "rserpool-registrars" : "rserpool-registrars-" + name;
    }

    /** {@return its name in certificates: unique, as a namespace has no dot} */
    public String identity() {
        return getMetadata().getName() + "." + getMetadata().getNamespace();
    }

    /** {@return whether its members speak with members alone} */
    public boolean requiresSecurity() {
        return getSpec().security() == Security.REQUIRED;
    }

    @Override
    protected OperationScopeSpec initSpec() {
        return OperationScopeSpec.DEFAULT;
    }

    @Override
    protected @Nullable OperationScopeStatus initStatus() {
        return null;
    }
}
