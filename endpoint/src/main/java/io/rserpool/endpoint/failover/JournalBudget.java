package io.rserpool.endpoint.failover;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The memory that the journals of all sessions may hold together. When there is no room for more, the largest journal is
 * given up, by powers of two, if its session does not need it just now; so a few large uploads do not cost thousands of
 * small sessions their protection. If none is larger than the one that wants to grow, that one is given up.
 */
public final class JournalBudget {
    /** Who has a journal. */
    public interface Holder {
        /** Bytes that it has of the budget. */
        int capacity();

        /** Whether its session cannot go on without the journal: it is on its way to another element. */
        boolean isNeeded();

        /** The memory is needed for others: it {@link JournalBudget#release releases} all of it now. */
        void giveUp();
    }

    private final long limit;
    private final List<Set<Holder>> bySize = new ArrayList<>();
    private long used;

    /** @param limit in bytes */
    public JournalBudget(long limit) {
        this.limit = limit;
        for (int i = 0; i <= Integer.SIZE; i++) {
            bySize.add(new LinkedHashSet<>());
        }
    }

    public long limit() {
        return limit;
    }

    /** Bytes in use. */
    public long used() {
        return used;
    }

    /** Lets a journal grow, if need be at the cost of larger ones; false = there is no room. */
    public boolean grow(Holder journal, int bytes) {
        if (bytes == 0) {
            return true;
        }
        var grown = sizeClass(journal.capacity() + bytes);
        while (used + bytes > limit) {
            var larger = largest(grown);
            if (larger == null) {
                return false;
            }
            larger.giveUp();
        }
        bySize.get(sizeClass(journal.capacity())).remove(journal);
        bySize.get(grown).add(journal);
        used += bytes;
        return true;
    }

    private @Nullable Holder largest(int thanClass) {
        for (var size = Integer.SIZE; size > thanClass; size--) {
            for (var each : bySize.get(size)) {
                if (!each.isNeeded()) {
                    return each;
                }
            }
        }
        return null;
    }

    /** The journal gives back so much of what it was granted last, before it has used it. */
    public void shrink(Holder journal, int bytes) {
        bySize.get(sizeClass(journal.capacity() + bytes)).remove(journal);
        if (journal.capacity() > 0) {
            bySize.get(sizeClass(journal.capacity())).add(journal);
        }
        used -= bytes;
    }

    /** The journal gives back all it has. */
    public void release(Holder journal, int bytes) {
        if (bytes > 0) {
            bySize.get(sizeClass(bytes)).remove(journal);
            used -= bytes;
        }
    }

    private static int sizeClass(int bytes) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(bytes);
    }
}
