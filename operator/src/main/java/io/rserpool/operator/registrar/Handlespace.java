package io.rserpool.operator.registrar;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A registrar's answer to GET /handlespace, as far as the operator needs it.
 *
 * @param serverId the registrar's identifier
 * @param ready whether it serves
 * @param peers other registrars that it knows
 * @param checksum of its copy
 * @param pools the pools
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Handlespace(
        @Nullable String serverId,
        boolean ready,
        List<Peer> peers,
        @Nullable String checksum,
        List<PoolEntry> pools) {

    /** Absent lists are empty. */
    public Handlespace {
        peers = Objects.requireNonNullElse(peers, List.of());
        pools = Objects.requireNonNullElse(pools, List.of());
    }

    /** {@return how many elements there are in all pools} */
    public int elements() {
        return pools.stream().mapToInt(p -> p.elements().size()).sum();
    }

    /**
     * Another registrar.
     *
     * @param id its identifier
     * @param state what the registrar thinks of it
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Peer(@Nullable String id, @Nullable String state) {}

    /**
     * A pool.
     *
     * @param handle its handle
     * @param elements its elements
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record PoolEntry(@Nullable String handle, List<Element> elements) {
        /** An absent list is empty. */
        public PoolEntry {
            elements = Objects.requireNonNullElse(elements, List.of());
        }
    }

    /**
     * A pool element.
     *
     * @param id its identifier
     * @param home its home registrar
     * @param address its address
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Element(
            @Nullable String id,
            @Nullable String home,
            @Nullable String address) {}
}
