package io.rserpool.endpoint.user;

import io.rserpool.endpoint.asap.PoolDirectory;
import io.rserpool.endpoint.asap.PoolElementAddress;
import io.rserpool.endpoint.carrier.CarriedSession;
import io.rserpool.endpoint.carrier.mux.OutgoingLink;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.transport.loop.EventLoop;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a session comes to an element: chooses one, has it connected, and the next one if that fails; when
 * all were tried, the registrar is asked anew in a moment. It ends with {@link #succeeded}, or with {@link
 * Seeker#notFound} when the time is over.
 */
final class ElementSearch {
    /** Who looks for an element. */
    interface Seeker extends CarriedSession, Standing {
        /** Elements to be preferred at a failover, the best first. */
        List<PeIdentifier> preferred();

        /** The element has not accepted it for a while, and its owner does not wait for long. */
        void onSilence();

        /** There is no element for it in time. */
        void notFound(String why);
    }

    /** Elements that somebody with another way tries. */
    private static final int TRIALS = 3;

    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(10);
    private static final Duration LONGEST_BACK_OFF = Duration.ofMillis(250);

    private final Shared shared;
    private final Seeker session;
    private final PoolHandle handle;
    private final SessionOptions options;
    private final Set<PeIdentifier> excluded = new HashSet<>();
    private @Nullable PoolElementAddress element;
    private @Nullable OutgoingLink link;
    private String lastCause = "";
    private Duration backOff = FIRST_BACK_OFF;
    private int generation;
    private EventLoop.@Nullable Timer retryTimer;
    private EventLoop.@Nullable Timer deadlineTimer;
    private EventLoop.@Nullable Timer otherTimer;
    private boolean deadlineOver;

    /** Whether only elements can go on with it: bytes went one way or the other before its last element failed. */
    private boolean committed;

    ElementSearch(Shared shared, Seeker session, PoolHandle handle, SessionOptions options) {
        this.shared = shared;
        this.session = session;
        this.handle = handle;
        this.options = options;
    }

    /** The element that was chosen last, unless it has failed. */
    @Nullable
    PoolElementAddress element() {
        return element;
    }

    void start() {
        armDeadline();
        var first = options.firstWithin();
        if (first != null) {
            lookWhenSilent(first.dividedBy(TRIALS), 1);
        }
        look(isImpatient() ? shared.impatientAge(handle) : shared.usualAge(handle));
    }

    /** One that is silent leaves time to try another one, and that one a third: a node that vanishes takes several. */
    private void lookWhenSilent(Duration wait, int trial) {
        otherTimer = shared.loop().scheduleJudgement(wait, () -> {
            otherTimer = null;
            if (trial + 1 < TRIALS) {
                lookWhenSilent(wait, trial + 1);
            }
            session.onSilence();
        });
    }

    private void armDeadline() {
        deadlineOver = false;
        deadlineTimer = shared.loop().scheduleJudgement(timeLimit(), this::deadline);
    }

    private Duration timeLimit() {
        var first = options.firstWithin();
        return first == null || committed ? options.failoverTimeout() : first;
    }

    /** Whether the owner has another way, which it takes rather than wait. */
    private boolean isImpatient() {
        return options.firstWithin() != null && !committed;
    }

    private void deadline() {
        deadlineOver = true;
        if (!session.isCatchingUp()) {
            giveUp();
        }
    }

    private void giveUp() {
        session.notFound("no element of pool %s served the session within %d ms: %s"
                .formatted(handle, timeLimit().toMillis(), lastCause.isEmpty() ? whatIsMissing() : lastCause));
    }

    private String whatIsMissing() {
        return element == null ? "no registrar has answered" : element.address() + " has not answered";
    }

    private void look(Duration maxAge) {
        retryTimer = null;
        var thisSearch = ++generation;
        var wish = new PoolDirectory.Wish(Set.copyOf(excluded), session.preferred(), true);
        shared.directory().choose(handle, wish, maxAge, new PoolDirectory.Choice() {
            @Override
            public void element(PoolElementAddress chosen) {
                if (thisSearch == generation) {
                    connect(chosen);
                }
            }

            @Override
            public void none(String why) {
                if (thisSearch == generation) {
                    // Why the last element failed says more than that none is left.
                    lastCause = excluded.isEmpty() || lastCause.isEmpty() ? why : lastCause;
                    if (isImpatient()) {
                        // Not from within start(): its caller does not expect the end there.
                        shared.loop().execute(() -> notFoundIn(thisSearch));
                    } else {
                        retry(lastCause);
                    }
                }
            }
        });
    }

    private void notFoundIn(int search) {
        if (search == generation) {
            session.notFound(lastCause);
        }
    }

    private void connect(PoolElementAddress chosen) {
        var chosenLink = shared.links().to(chosen.address());
        if (chosenLink == null) {
            retry("no local port is left for another association with " + chosen.address());
            return;
        }
        element = chosen;
        link = chosenLink;
        chosenLink.attach(session);
    }

    /** The link it was waiting for has less room than hoped. */
    void connectAgain() {
        if (element != null) {
            connect(element);
        }
    }

    private void retry(String why) {
        lastCause = why;
        if (deadlineOver) {
            giveUp();
            return;
        }
        excluded.clear();
        retryTimer = shared.loop().schedule(backOff, () -> look(Duration.ZERO));
        var doubled = backOff.multipliedBy(2);
        backOff = doubled.compareTo(LONGEST_BACK_OFF) < 0 ? doubled : LONGEST_BACK_OFF;
    }

    /** The element serves the session. */
    void succeeded() {
        excluded.clear();
        backOff = FIRST_BACK_OFF;
        cancelTimers();
    }

    /** The element failed, before it served the session or after. */
    void failed(String cause) {
        if (element != null) {
            excluded.add(element.identifier());
        }
        lastCause = cause;
        element = null;
        link = null;
    }

    /**
     * Looks for the next one. Failing over must not wait for a registrar without need.
     *
     * @param served whether the last one served the session: the time counts from now
     * @param pause to wait before
     */
    void next(boolean served, Duration pause) {
        searchAnew(served);
        if (deadlineOver) {
            giveUp();
        } else if (pause.isZero()) {
            look(shared.urgentAge());
        } else {
            retryTimer = shared.loop().schedule(pause, () -> look(shared.urgentAge()));
        }
    }

    /** Waits for the association with the element no longer, if it is not up yet. */
    void abandonLink() {
        if (link != null) {
            link.forget(session);
        }
    }

    /** Goes to this one, which was chosen already, as {@link #next} would. */
    void nextIs(PoolElementAddress chosen, boolean served) {
        searchAnew(served);
        connect(chosen);
    }

    private void searchAnew(boolean served) {
        if (served) {
            committed = !session.isUntouched();
            armDeadline();
        }
    }

    /** The session is over or has what it needs: nothing more comes from here. */
    void stop() {
        generation++;
        cancelTimers();
        if (link != null) {
            link.forget(session);
            link = null;
        }
    }

    private void cancelTimers() {
        if (retryTimer != null) {
            retryTimer.cancel();
            retryTimer = null;
        }
        if (deadlineTimer != null) {
            deadlineTimer.cancel();
            deadlineTimer = null;
        }
        if (otherTimer != null) {
            otherTimer.cancel();
            otherTimer = null;
        }
    }
}
