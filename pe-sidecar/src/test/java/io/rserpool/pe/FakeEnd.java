package io.rserpool.pe;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An end as a test describes it, and its verdict. */
final class FakeEnd implements ServerEnd {
    private final Set<Long> run;
    private boolean reset;
    private boolean unanswered;
    private boolean movable = true;
    private boolean outlived;
    private boolean endedSendingOnly;

    @Nullable
    ServerVerdict verdict;

    /** The FIN of an answered session that may be moved, of a run with these listeners. */
    FakeEnd(Long... run) {
        this.run = Set.of(run);
    }

    FakeEnd byReset() {
        reset = true;
        return this;
    }

    FakeEnd whileUnanswered() {
        unanswered = true;
        return this;
    }

    FakeEnd unmovable() {
        movable = false;
        return this;
    }

    FakeEnd afterItsListeners() {
        outlived = true;
        return this;
    }

    FakeEnd ofOneDirection() {
        endedSendingOnly = true;
        return this;
    }

    @Override
    public boolean reset() {
        return reset;
    }

    @Override
    public boolean unanswered() {
        return unanswered;
    }

    @Override
    public boolean movable() {
        return movable;
    }

    @Override
    public Set<Long> run() {
        return run;
    }

    @Override
    public boolean outlivedListeners() {
        return outlived;
    }

    @Override
    public boolean endedSendingOnly() {
        return endedSendingOnly;
    }

    @Override
    public void judged(ServerVerdict judged) {
        if (verdict != null) {
            throw new IllegalStateException("judged twice");
        }
        verdict = judged;
    }

    @Override
    public String toString() {
        return (reset ? "RST" : "FIN") + (unanswered ? ", unanswered" : "") + (movable ? "" : ", unmovable")
                + (outlived ? ", outlived" : "") + (endedSendingOnly ? ", one direction" : "") + ", of " + run;
    }
}
