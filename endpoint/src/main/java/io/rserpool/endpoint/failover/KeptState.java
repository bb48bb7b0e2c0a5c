package io.rserpool.endpoint.failover;

import org.jspecify.annotations.Nullable;

/** How much of a connection's state is kept, on the heap: up to a limit, and what is more than a little within the budget of all journals. */
public final class KeptState implements JournalBudget.Holder {
    private static final int FREE = 1 << 10;
    private static final int STEP = 1 << 12;

    private final int limit;
    private final JournalBudget budget;
    private int size;
    private int charged;

    /** @param limit bytes */
    public KeptState(int limit, JournalBudget budget) {
        this.limit = limit;
        this.budget = budget;
    }

    public int size() {
        return size;
    }

    /** It grows by so many bytes, or shrinks; null = there is room, else why not. */
    public @Nullable Unprotected resize(int by) {
        size += by;
        if (size > limit) {
            return Unprotected.CONNECTION_STATE;
        }
        while (size > FREE + charged) {
            if (!budget.grow(this, STEP)) {
                return Unprotected.JOURNAL_BUDGET;
            }
            charged += STEP;
        }
        return null;
    }

    /** Nothing is kept any more. */
    public void close() {
        budget.release(this, charged);
        charged = 0;
        size = 0;
    }

    @Override
    public int capacity() {
        return charged;
    }

    /** Without it the session could not go on for good; it is small, too. */
    @Override
    public boolean isNeeded() {
        return true;
    }

    @Override
    public void giveUp() {
        throw new IllegalStateException("it is needed");
    }
}
