package io.rserpool.handlespace;

/** An element's place in the order of selection: by key, then tie, then sequence number. */
final class Place extends TreeNode<Place> {
    final PoolElement element;
    long key;

    /** Unsigned. */
    int tie;

    /** The larger, the later it was selected or joined. */
    long seq;

    /** Whether it was in the order ever. */
    boolean joined;

    /** Whether it is in the order. */
    boolean linked;

    Place(PoolElement element) {
        this.element = element;
    }

    /** The places of a pool. */
    static final class Order extends Tree<Place> {
        @Override
        int compare(Place one, Place other) {
            if (one.key != other.key) {
                return one.key < other.key ? -1 : 1;
            }
            return one.tie != other.tie
                    ? Integer.compareUnsigned(one.tie, other.tie)
                    : Long.compare(one.seq, other.seq);
        }
    }
}
