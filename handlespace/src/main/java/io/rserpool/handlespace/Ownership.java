package io.rserpool.handlespace;

import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.HandlespaceChecksum;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The elements of one home registrar, ordered by pool and identifier, and their running checksum. */
final class Ownership extends Tree<Ownership.Owned> {
    private final ServerId home;
    private final HandlespaceChecksum checksum = new HandlespaceChecksum();

    /** An element's place among those of its home registrar. */
    static final class Owned extends TreeNode<Owned> {
        final PoolElement element;

        /** The element's, here as well: comparing is what registering a million elements costs. */
        private final PoolHandle handle;

        private final int id;
        Ownership owner;

        Owned(PoolElement element, Ownership owner) {
            this.element = element;
            this.handle = element.handle();
            this.id = element.id();
            this.owner = owner;
        }

        int compareTo(PoolHandle otherHandle, int otherId) {
            var byHandle = handle == otherHandle ? 0 : handle.compareTo(otherHandle);
            return byHandle != 0 ? byHandle : Integer.compareUnsigned(id, otherId);
        }
    }

    Ownership(ServerId home) {
        this.home = home;
    }

    ServerId home() {
        return home;
    }

    @Override
    int compare(Owned one, Owned other) {
        return one.compareTo(other.handle, other.id);
    }

    void own(Owned owned) {
        owned.owner = this;
        add(owned);
        checksum.add(owned.element.handle(), owned.element.identifier());
    }

    void disown(Owned owned) {
        remove(owned);
        checksum.remove(owned.element.handle(), owned.element.identifier());
    }

    /** Those behind a position, or all. */
    Iterator<Owned> after(@Nullable Position position) {
        return position == null
                ? iterator()
                : from(owned ->
                        owned.compareTo(position.handle(), position.identifier().value()) > 0);
    }

    int checksum() {
        return checksum.value();
    }
}
