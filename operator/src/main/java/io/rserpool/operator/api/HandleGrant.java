package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Objects;

/**
 * Says whose pools may have a handle without their namespace in front of it.
 *
 * @param handle the handle, or the beginning of handles and {@code *}
 * @param namespaces names of namespaces, or {@code *} for all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HandleGrant(
        @JsonPropertyDescription("A handle, or the beginning of handles followed by *.")
        @Required
        @Size(min = 1, max = Pool.MAX_HANDLE_BYTES)
        @Pattern("^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|([A-Za-z0-9][A-Za-z0-9._-]*)?[*])$")
        String handle,

        @JsonPropertyDescription("Namespaces whose Pools may have it, or * for all.") @Required @Size(min = 1, max = 64)
        List<@Size(min = 1, max = 63) @Pattern("^([a-z0-9]([-a-z0-9]*[a-z0-9])?|[*])$") String> namespaces) {
    private static final String ANY = "*";

    /** Without namespaces it is a grant to nobody. */
    public HandleGrant {
        namespaces = List.copyOf(Objects.requireNonNullElse(namespaces, List.of()));
    }

    /** {@return whether pools of the namespace may have the handle} */
    public boolean admits(String wanted, String namespace) {
        boolean matches = handle.endsWith(ANY)
                ? wanted.startsWith(handle.substring(0, handle.length() - ANY.length()))
                : wanted.equals(handle);
        return matches && (namespaces.contains(namespace) || namespaces.contains(ANY));
    }
}
