package io.rserpool.e2e.chaos;

import io.rserpool.e2e.load.Talk;
import io.rserpool.endpoint.failover.Unprotected;
import java.util.EnumSet;
import java.util.Set;

/** A client's connection: which exchanges it has behind it, and what may end it in the one under way. */
final class Exchange {
    private final Talk talk;
    private final Tally tally;
    private final Set<Unprotected> risks = EnumSet.noneOf(Unprotected.class);
    private String request = "";
    private long receivedBefore;

    Exchange(Talk talk, Tally tally) {
        this.talk = talk;
        this.tally = tally;
    }

    Talk talk() {
        return talk;
    }

    /** From now on, until the answer is there, the session is not protected, for these reasons. */
    void risk(Unprotected... reasons) {
        risks.addAll(Set.of(reasons));
    }

    Set<Unprotected> risks() {
        return risks;
    }

    /** What is asked now, for people. */
    void asks(String what) {
        request = what;
        receivedBefore = talk.received();
    }

    /** Whether nothing of the answer has come. */
    boolean isUnanswered() {
        return talk.received() == receivedBefore;
    }

    String request() {
        return request;
    }

    /** The answer is complete, and right. */
    void answered() {
        risks.clear();
        tally.answered();
    }

    /** Likewise, of something that may be done only once. */
    void answeredOnce(String id) {
        answered();
        tally.acknowledged(id);
    }
}
