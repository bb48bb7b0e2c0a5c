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
        Ownership owner;

        Owned(PoolElement element, Ownership owner) {
            this.element = element;
            this.owner = owner;
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
        var mine = one.element;
        return compare(other.element, mine.pool().handle(), mine.id()) > 0 ? -1 : one == other ? 0 : 1;
    }

    private static int compare(PoolElement element, PoolHandle handle, int id) {
        var own = element.pool().handle();
        var byHandle = own == handle ? 0 : own.compareTo(handle);
        return byHandle != 0 ? byHandle : Integer.compareUnsigned(element.id(), id);
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
                : from(owned -> compare(
                                owned.element,
                                position.handle(),
                                position.identifier().value())
                        > 0);
    }

    int checksum() {
        return checksum.value();
    }
}
