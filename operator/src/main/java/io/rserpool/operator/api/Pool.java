package io.rserpool.operator.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A pool (RFC 5351, section 1.2): the pods whose servers are its elements, and how one of them is selected. */
@Group(Pool.GROUP)
@Version(Pool.VERSION)
@ShortNames("rspool")
@Categories({"rserpool"})
@AdditionalPrinterColumn(jsonPath = ".status.handle", name = "Handle", type = Type.STRING)
@AdditionalPrinterColumn(jsonPath = ".spec.policy", name = "Policy", type = Type.STRING)
@AdditionalPrinterColumn(jsonPath = ".status.elements", name = "Elements", type = Type.STRING)
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
public class Pool extends CustomResource<PoolSpec, @Nullable PoolStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;

    /** API group of all resources of this project. */
    public static final String GROUP = "rserpool.io";

    /** API version of all resources of this project. */
    public static final String VERSION = "v1alpha1";

    /** Longest pool handle in bytes: RSPLIB aborts on a longer one. */
    public static final int MAX_HANDLE_BYTES = 32;

    /** {@return the handle that the pool wants: {@code spec.handle}, by default the resource's name} */
    public String handle() {
        var handle = getSpec().handle();
        return handle == null ? getMetadata().getName() : handle;
    }

    /** {@return the ports of its pods' containers by name, as they were last seen} */
    public Map<String, Integer> portNames() {
        var status = getStatus();
        return status == null || status.portNames() == null ? Map.of() : status.portNames();
    }

    @Override
    @SuppressWarnings("NullAway") // filled by deserialisation; an empty record would break its own rules
    protected PoolSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable PoolStatus initStatus() {
        return null;
    }
}
