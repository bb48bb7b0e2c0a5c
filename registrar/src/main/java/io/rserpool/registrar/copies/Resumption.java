package io.rserpool.registrar.copies;

import io.rserpool.handlespace.PoolElement;
import io.rserpool.registrar.asap.Watch;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.enrp.EnrpLink;
import io.rserpool.registrar.enrp.Peer;
import io.rserpool.registrar.enrp.Peers;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a registrar does that did not run for so long that the others may have acted without it (stopped, starved, its
 * host suspended): it takes nobody for dead by the silence of that time ({@link Domain#now}), and distrusts what it
 * knows until it has heard its peers. Meanwhile it gives its table to nobody, takes nobody over, and lets no element
 * go because its association is lost. Elements of its own that have not registered with it since are theirs who say so,
 * whatever the IDs: what others say now is newer than what it knows. What nobody claims it looks after, before it tells
 * others of it again, if it was cut off from any of them (docs/adr/0011).
 */
final class Resumption {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Some ticks: whom it did not answer for so long may have turned to another registrar, and left this one. */
    private static final long NOTICEABLE = 300 * NANOS_PER_MILLI;

    private enum Step {
        /** It knows what it should. */
        NONE,
        /** Peers are being asked. */
        HEARING,
        /** Elements that no peer claims are being asked. */
        VERIFYING
    }

    private final Domain domain;
    private final Peers peers;
    private final Watch watch;

    /** Own elements as of before, which have not registered here since. */
    private final Set<PoolElement> unconfirmed = new LinkedHashSet<>();

    /** Peers that have not told yet what they are home to, with their associations when it began. */
    private final Map<Peer, Optional<EnrpLink>> awaited = new LinkedHashMap<>();

    private Step step = Step.NONE;

    private boolean resumed;

    /** Whether an association with a peer was lost: only then it, or another, may have taken over. */
    private boolean parted;

    private long lastTick;
    private long since;
    private long until;

    /** Until when those who left during a short pause may still say so. */
    private long noticedUntil;

    /** When every element of before has registered, acknowledged a keep-alive or been found dead. */
    private long settled;

    Resumption(Domain domain, Peers peers, Watch watch) {
        this.domain = domain;
        this.peers = peers;
        this.watch = watch;
        this.lastTick = domain.clock();
        this.noticedUntil = domain.now();
    }

    /**
     * Called ten times a second, if all is well; all that has queued has been read when it is called.
     *
     * @param ready whether this registrar has a handlespace to doubt
     */
    void tick(boolean ready) {
        var pause = pause();
        lastTick = domain.clock();
        if (pause > NOTICEABLE) {
            noticedUntil = domain.in(domain.profile().keepAliveTimeout());
        }
        if (wasLong(pause) && ready) {
            begin("it did not run for %d ms".formatted(pause / NANOS_PER_MILLI));
        }
        switch (step) {
            case NONE -> {}
            case HEARING -> hear();
            case VERIFYING -> {
                if (unconfirmed.isEmpty() || domain.now() >= settled) {
                    end();
                }
            }
        }
    }

    private long pause() {
        return domain.clock() - lastTick;
    }

    /** For so long nobody is taken over, whoever does not answer. */
    private boolean wasLong(long pause) {
        return pause > domain.profile().maxTimeNoResponse().toNanos();
    }

    /** Begins to doubt. */
    void begin(String why) {
        domain.log().warn("registrar asks its peers what has changed, since %s id=%s", why, domain.id());
        domain.metrics().resumption();
        step = Step.HEARING;
        resumed = true;
        parted = false;
        since = domain.now();
        until = domain.in(domain.profile().mentorDiscovery());
        settled = domain.in(domain.profile()
                .keepAlivePeriod()
                .multipliedBy(3)
                .dividedBy(2)
                .plus(domain.profile().keepAliveTimeout()));
        unconfirmed.addAll(domain.handlespace().ownedBy(domain.id()));
        unconfirmed.forEach(watch::verify);
        awaited.clear();
        for (var peer : peers.all()) {
            awaited.put(peer, Optional.ofNullable(peer.link()));
        }
        peers.sayPresence(true);
    }

    private void hear() {
        awaited.entrySet().removeIf(entry -> isHeard(entry.getKey(), entry.getValue()));
        if (!awaited.isEmpty() && domain.now() < until) {
            return;
        }
        if (parted || !awaited.isEmpty()) {
            step = Step.VERIFYING;
            unconfirmed.forEach(watch::verify);
        } else {
            end();
        }
    }

    private boolean isHeard(Peer peer, Optional<EnrpLink> link) {
        parted |= link.isEmpty() || peer.link() != link.get();
        return peers.get(peer.id()) != peer || (peer.linked() && peer.lastHeard() > since && !peer.isStale());
    }

    private void end() {
        step = Step.NONE;
        awaited.clear();
        unconfirmed.clear();
        domain.log()
                .info(
                        "registrar knows what has changed id=%s elements=%d",
                        domain.id(), domain.handlespace().countOwnedBy(domain.id()));
    }

    /** Whether what this registrar knows may be old. */
    boolean isInDoubt() {
        return step != Step.NONE || wasLong(pause());
    }

    /** Whether associations may have been lost because this registrar did not run: elements need time to find it again. */
    boolean isCatchingUp() {
        return isInDoubt()
                || pause() > NOTICEABLE
                || domain.now() < noticedUntil
                || (resumed && domain.now() < settled);
    }

    /** Whether an own element is another registrar's if that says so. */
    boolean yields(PoolElement element) {
        return unconfirmed.contains(element) || wasLong(pause());
    }

    /** An element has acknowledged a keep-alive, which says nothing about its home as long as peers are being asked. */
    void alive(PoolElement element) {
        if (step == Step.VERIFYING) {
            unconfirmed.remove(element);
        }
    }

    /** An element registered here, or is not ours any more. */
    void forget(PoolElement element) {
        unconfirmed.remove(element);
    }
}
