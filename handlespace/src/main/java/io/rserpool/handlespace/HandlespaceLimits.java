package io.rserpool.handlespace;

/**
 * Bounds of a handlespace; all at least 1.
 *
 * @param pools most pools
 * @param elements most elements in all pools
 * @param elementsPerPool most elements in one pool
 * @param elementsPerAssociation most elements registered over one association
 */
public record HandlespaceLimits(int pools, int elements, int elementsPerPool, int elementsPerAssociation) {
    public static final HandlespaceLimits DEFAULT = new HandlespaceLimits(10_000, 100_000, 20_000, 1_000);
}
