package io.rserpool.registrar.asap;

import io.rserpool.handlespace.PoolElement;
import io.rserpool.registrar.domain.Domain;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * When which element is due for a keep-alive, which have not answered theirs yet, and which must hear that this is their home. The keep-alives of
 * all elements together are limited, so that their period grows with their number.
 */
public final class Watch {
    private static final double VARIATION = 0.5;

    /** Who reports ever so often makes an element be asked no more often than this. */
    private static final Duration BETWEEN_DOUBTS = Duration.ofSeconds(1);

    private final Domain domain;
    private final Set<PoolElement> unanswered = new HashSet<>();
    private final Set<PoolElement> homeChanges = new HashSet<>();

    /** Elements that somebody could not reach lately, and when they may be asked for that reason again. */
    private final Map<PoolElement, Long> doubted = new HashMap<>();

    private long lastHomeChange;

    Watch(Domain domain) {
        this.domain = domain;
        this.lastHomeChange = domain.now();
    }

    /** An element was registered here until then. */
    void begin(PoolElement element, long expiry) {
        unanswered.remove(element);
        homeChanges.remove(element);
        domain.handlespace().setDeadlines(element, expiry, domain.in(period()));
    }

    /**
     * An element became ours by takeover, or shall: it must hear of its new home soon. Many are told one after the
     * other, with at most half of all keep-alives, so that the others' deadlines are kept.
     *
     * @param expiry end of its registration, in ns of {@link Domain#now}
     */
    public void takeOver(PoolElement element, long expiry) {
        unanswered.remove(element);
        homeChanges.add(element);
        lastHomeChange = Math.max(domain.now(), lastHomeChange + spacing());
        domain.handlespace().setDeadlines(element, expiry, lastHomeChange);
    }

    /** Whether an element has not acknowledged yet that this is its home. */
    public boolean isChangingHome(PoolElement element) {
        return homeChanges.contains(element);
    }

    /** Asks soon whether an element lives, even if it was asked already; spaced like changes of home. */
    public void verify(PoolElement element) {
        if (unanswered.remove(element) || element.keepAlive() > lastHomeChange) {
            lastHomeChange = Math.max(domain.now(), lastHomeChange + spacing());
            domain.handlespace().setDeadlines(element, element.expiry(), lastHomeChange);
        }
    }

    /**
     * Whether an element that somebody could not reach may be asked at once, whether it lives. If not, it was asked a
     * moment ago, and is asked again as soon as that is long enough ago.
     */
    boolean mayAskAtOnce(PoolElement element) {
        var soonest = doubted.getOrDefault(element, Long.MIN_VALUE);
        if (isAsked(element)) {
            return false;
        }
        if (domain.now() >= soonest) {
            doubted.put(element, domain.in(BETWEEN_DOUBTS));
            return true;
        }
        if (soonest < element.keepAlive()) {
            domain.handlespace().setDeadlines(element, element.expiry(), soonest);
        }
        return false;
    }

    private long spacing() {
        return Duration.ofSeconds(2).toNanos()
                / domain.settings().limits().rates().keepAlives();
    }

    /** An element is not ours any more. */
    public void forget(PoolElement element) {
        doubted.remove(element);
        unanswered.remove(element);
        homeChanges.remove(element);
        domain.handlespace().setDeadlines(element, PoolElement.NEVER, PoolElement.NEVER);
    }

    /** Another registrar suggested to take this element over; it stays where it is. */
    void abandon(PoolElement element) {
        unanswered.remove(element);
        homeChanges.remove(element);
        domain.handlespace().setDeadlines(element, element.expiry(), PoolElement.NEVER);
    }

    /** Whether a keep-alive is under way to an element. */
    boolean isAsked(PoolElement element) {
        return unanswered.contains(element);
    }

    /** A keep-alive is sent. */
    void asked(PoolElement element) {
        unanswered.add(element);
        domain.handlespace()
                .setDeadlines(
                        element, element.expiry(), domain.in(domain.profile().keepAliveTimeout()));
    }

    /** An element has acknowledged. */
    void answered(PoolElement element) {
        unanswered.remove(element);
    }

    /** An element has acknowledged that this is its home; whether that is new. */
    boolean hasChangedHome(PoolElement element) {
        return homeChanges.remove(element);
    }

    /** An element lives; it is asked again after a period. */
    void askLater(PoolElement element) {
        domain.handlespace().setDeadlines(element, element.expiry(), domain.in(period()));
    }

    private Duration period() {
        var owned = domain.handlespace().countOwnedBy(domain.id());
        var least = Duration.ofSeconds(1)
                .multipliedBy(owned)
                .dividedBy(domain.settings().limits().rates().keepAlives());
        var configured = domain.profile().keepAlivePeriod();
        return domain.vary(configured.compareTo(least) >= 0 ? configured : least, VARIATION);
    }
}
