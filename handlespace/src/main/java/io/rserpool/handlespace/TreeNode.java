package io.rserpool.handlespace;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link Tree} keeps in its elements: a node is in one tree at most.
 *
 * @param <N> the kind of node itself
 */
abstract class TreeNode<N extends TreeNode<N>> {
    @Nullable
    N left;

    @Nullable
    N right;

    /** Of the tree below, itself included. */
    byte height = 1;
}
