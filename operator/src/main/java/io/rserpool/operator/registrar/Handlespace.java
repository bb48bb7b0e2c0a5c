package io.rserpool.operator.registrar;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A registrar's answer to GET /handlespace, as far as the operator needs it.
 *
 * @param serverId the registrar's identifier
 * @param ready whether it serves
 * @param peers other registrars that it knows
 * @param checksums of its copy: one for each registrar that owns elements (RFC 5353, section 3.6)
 * @param pools the pools
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Handlespace(
        @Nullable String serverId,
        boolean ready,
        List<Peer> peers,
        Map<String, String> checksums,
        List<PoolEntry> pools) {

    /** What is absent is empty. */
    public Handlespace {
        checksums = Objects.requireNonNullElse(checksums, Map.of());
        peers = Objects.requireNonNullElse(peers, List.of());
        pools = Objects.requireNonNullElse(pools, List.of());
    }

    /** {@return one checksum over all owners: equal copies have equal ones} */
    public String checksum() {
        return "0x%08x".formatted(checksums.hashCode());
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
