package io.rserpool.operator.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** Pool users (RFC 5351, section 1.2): the client pods, and the pools that they use under names they already know. */
@Group(Pool.GROUP)
@Version(Pool.VERSION)
@ShortNames("rspu")
@Categories({"rserpool"})
@AdditionalPrinterColumn(jsonPath = ".status.pools", name = "Pools", type = Type.STRING)
@AdditionalPrinterColumn(jsonPath = ".status.pods", name = "Pods", type = Type.INTEGER)
@AdditionalPrinterColumn(jsonPath = ".status.sessions", name = "Protected", type = Type.STRING)
@AdditionalPrinterColumn(jsonPath = ".status.unprotected", name = "Unprotected", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        name = "Ready",
        type = Type.STRING)
@AdditionalPrinterColumn(
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        name = "Reason",
        type = Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(jsonPath = ".metadata.creationTimestamp", name = "Age", type = Type.DATE)
public class PoolUser extends CustomResource<PoolUserSpec, @Nullable PoolUserStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings("NullAway") // filled by deserialisation; an empty record would break its own rules
    protected PoolUserSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable PoolUserStatus initStatus() {
        return null;
    }
}
