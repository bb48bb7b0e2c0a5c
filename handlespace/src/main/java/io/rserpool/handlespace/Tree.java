package io.rserpool.handlespace;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A balanced search tree (AVL) whose nodes are the elements themselves, so that adding and removing costs
 * O(log n) and allocates nothing. What a node is compared by must not change while it is in the tree.
 *
 * @param <N> kind of node
 */
abstract class Tree<N extends TreeNode<N>> implements Iterable<N> {
    private @Nullable N root;
    private int size;

    /** The order; 0 only for a node and itself. */
    abstract int compare(N one, N other);

    final @Nullable N root() {
        return root;
    }

    final @Nullable N first() {
        return root == null ? null : firstOf(root);
    }

    final int size() {
        return size;
    }

    final boolean isEmpty() {
        return size == 0;
    }

    final void add(N node) {
        node.left = null;
        node.right = null;
        node.height = 1;
        root = inserted(root, node);
        size++;
    }

    /** Removes a node, which must be in this tree. */
    final void remove(N node) {
        root = removed(root, node);
        size--;
    }

    private N inserted(@Nullable N tree, N node) {
        if (tree == null) {
            return node;
        }
        if (compare(node, tree) < 0) {
            tree.left = inserted(tree.left, node);
        } else {
            tree.right = inserted(tree.right, node);
        }
        return balanced(tree);
    }

    private @Nullable N removed(@Nullable N tree, N node) {
        if (tree == null) {
            throw new NoSuchElementException("not in this tree: " + node);
        }
        if (tree == node) {
            return joined(tree.left, tree.right);
        }
        if (compare(node, tree) < 0) {
            tree.left = removed(tree.left, node);
        } else {
            tree.right = removed(tree.right, node);
        }
        return balanced(tree);
    }

    /** One tree of two neighbours whose heights differ by one at most. */
    private static <N extends TreeNode<N>> @Nullable N joined(@Nullable N left, @Nullable N right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        var first = firstOf(right);
        first.right = withoutFirst(right);
        first.left = left;
        return balanced(first);
    }

    private static <N extends TreeNode<N>> N firstOf(N tree) {
        var first = tree;
        for (var next = tree.left; next != null; next = next.left) {
            first = next;
        }
        return first;
    }

    private static <N extends TreeNode<N>> @Nullable N withoutFirst(N tree) {
        var left = tree.left;
        if (left == null) {
            return tree.right;
        }
        tree.left = withoutFirst(left);
        return balanced(tree);
    }

    /** The root of a tree whose sides' heights differed by two at most. */
    private static <N extends TreeNode<N>> N balanced(N tree) {
        var left = tree.left;
        var right = tree.right;
        var leftHeight = height(left);
        var rightHeight = height(right);
        if (left != null && leftHeight > rightHeight + 1) {
            if (left.right != null && height(left.left) < left.right.height) {
                left = rotatedLeft(left, left.right);
            }
            return rotatedRight(tree, left);
        }
        if (right != null && rightHeight > leftHeight + 1) {
            if (right.left != null && height(right.right) < right.left.height) {
                right = rotatedRight(right, right.left);
            }
            return rotatedLeft(tree, right);
        }
        tree.height = (byte) (1 + Math.max(leftHeight, rightHeight));
        return tree;
    }

    private static <N extends TreeNode<N>> N rotatedRight(N tree, N left) {
        tree.left = left.right;
        left.right = tree;
        measure(tree);
        measure(left);
        return left;
    }

    private static <N extends TreeNode<N>> N rotatedLeft(N tree, N right) {
        tree.right = right.left;
        right.left = tree;
        measure(tree);
        measure(right);
        return right;
    }

    private static <N extends TreeNode<N>> void measure(N tree) {
        tree.height = (byte) (1 + Math.max(height(tree.left), height(tree.right)));
    }

    private static int height(@Nullable TreeNode<?> tree) {
        return tree == null ? 0 : tree.height;
    }

    @Override
    public final Iterator<N> iterator() {
        return from(node -> true);
    }

    /** All nodes from the first one that passes on; those behind it must pass, too. */
    final Iterator<N> from(Predicate<N> passes) {
        var path = new ArrayDeque<N>();
        for (var node = root; node != null; ) {
            if (passes.test(node)) {
                path.push(node);
                node = node.left;
            } else {
                node = node.right;
            }
        }
        return new Walk<>(path);
    }

    /** In order; on the path are the nodes that are still to come and whose right sides are, too. */
    private record Walk<N extends TreeNode<N>>(ArrayDeque<N> path) implements Iterator<N> {
        @Override
        public boolean hasNext() {
            return !path.isEmpty();
        }

        @Override
        public N next() {
            var next = path.pop();
            for (var node = next.right; node != null; node = node.left) {
                path.push(node);
            }
            return next;
        }
    }
}
