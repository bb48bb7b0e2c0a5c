package io.rserpool.operator.registrar;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A registrar's answer to GET /handlespace, as far as the operator needs it: of its elements only those that a status names.
 *
 * @param serverId the registrar's identifier
 * @param ready whether it serves
 * @param peers how many other registrars it knows
 * @param checksum one checksum over those of all owners (RFC 5353, section 3.6): equal copies have equal ones
 * @param pools how many pools there are
 * @param elements how many elements there are in all pools
 * @param known those pools that were asked for, by their handle
 */
public record Handlespace(
        @Nullable String serverId,
        boolean ready,
        int peers,
        String checksum,
        int pools,
        int elements,
        Map<String, PoolView> known) {

    /** The map is copied. */
    public Handlespace {
        known = Map.copyOf(known);
    }
}
