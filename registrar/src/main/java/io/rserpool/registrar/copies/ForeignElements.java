package io.rserpool.registrar.copies;

import io.rserpool.handlespace.Handlespace.Outcome;
import io.rserpool.handlespace.Pool;
import io.rserpool.handlespace.PoolElement;
import io.rserpool.handlespace.Position;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpMessage.HandleUpdate;
import io.rserpool.protocol.enrp.EnrpMessage.PoolEntry;
import io.rserpool.protocol.enrp.EnrpMessage.UpdateAction;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.registrar.asap.AsapServer;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.domain.Dropped;
import io.rserpool.registrar.domain.Parameters;
import io.rserpool.registrar.enrp.Peer;
import io.rserpool.registrar.enrp.Peers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What other registrars say about elements (RFC 5353 sections 3.3, 3.5.2 and 3.6). While a handle table is being
 * downloaded, what updates say is newer than what the table says.
 */
final class ForeignElements {
    private final Domain domain;
    private final Peers peers;
    private final AsapServer asap;
    private final Claims claims;
    private final Conflicts conflicts;

    /** Elements removed while tables are under way, with the mark of that time. */
    private final Map<Position, Integer> removals = new HashMap<>();

    /** Registrars taken over while tables are under way, and by whom. */
    private final Map<ServerId, ServerId> successors = new HashMap<>();

    private int mark;
    private boolean downloading;

    ForeignElements(Domain domain, Peers peers, AsapServer asap, Claims claims, Conflicts conflicts) {
        this.domain = domain;
        this.peers = peers;
        this.asap = asap;
        this.claims = claims;
        this.conflicts = conflicts;
    }

    Claims claims() {
        return claims;
    }

    /** A download begins: elements stored or changed from now on bear this mark or a later one. */
    int newMark() {
        downloading = true;
        return ++mark;
    }

    /** No download is under way. */
    void settled() {
        downloading = false;
        removals.clear();
        successors.clear();
    }

    /** An element was registered here, or got another home: no table that is under way knows better. */
    void changed(PoolElement element) {
        element.setSyncMark(mark);
        removals.remove(element.position());
    }

    /** An element is not there any more: no table that is under way brings it back. */
    void removed(PoolElement element) {
        claims.forget(element);
        removed(element.position());
    }

    private void removed(Position position) {
        if (downloading
                && removals.size() < domain.settings().limits().handlespace().elements()) {
            removals.put(position, mark);
        }
    }

    void updated(Peer peer, HandleUpdate update) {
        if (update.element().home().equals(ServerId.NONE)) {
            domain.metrics().dropped(Dropped.ELEMENT_WITHOUT_HOME);
            return;
        }
        if (update.action() == UpdateAction.ADD_PE) {
            added(peer, update);
        } else {
            deleted(peer, update);
        }
    }

    private void added(Peer peer, HandleUpdate update) {
        if (update.element().home().equals(domain.id())) {
            return;
        }
        var known =
                domain.handlespace().element(update.handle(), update.element().identifier());
        if (known != null && claims.prevails(known, peer)) {
            return;
        }
        if (known != null && known.home().equals(update.element().home())) {
            claims.reached(known);
        }
        var stored = store(update.handle(), update.element());
        if (stored != null
                && update.takeoverSuggested()
                && domain.profile().rules().copies().takeoverSuggestion()) {
            asap.watch().takeOver(stored, stored.expiry());
        }
    }

    /**
     * Only its home ends an element: what others say of it may be older than its move there. To the home itself it is
     * a hint to look after the element. Who says it is the home is believed if the one we know of is not there any
     * more, since RSPLIB does not announce takeovers.
     */
    private void deleted(Peer peer, HandleUpdate update) {
        var element =
                domain.handlespace().element(update.handle(), update.element().identifier());
        if (element == null) {
            removed(new Position(update.handle(), update.element().identifier())); // a table may bring it yet
            return;
        }
        var home = element.home();
        if (home.equals(domain.id())) {
            asap.keepAlives().reported(element);
        } else if (home.equals(peer.id()) || (update.element().home().equals(peer.id()) && !peers.isLinked(home))) {
            if (!claims.returns(element)) {
                remove(element);
            }
        }
    }

    private void remove(PoolElement element) {
        domain.handlespace().remove(element);
        removed(element);
    }

    /** Stores another registrar's element, which may have been ours before. */
    private @Nullable PoolElement store(PoolHandle handle, PoolElementParameter parameter) {
        var known = domain.handlespace().element(handle, parameter.identifier());
        if (known != null && conflicts.excludes(known, parameter)) {
            return null;
        }
        switch (domain.handlespace().put(handle, parameter)) {
            case Outcome.Stored(var element, var added) -> {
                asap.watch().forget(element);
                claims.confirmed(element);
                stored(element);
                return element;
            }
            case Outcome.Refused(var refusal, var pool) -> {
                if (refusal.isMisfit() && pool != null && conflicts.yields(pool, parameter.home())) {
                    dissolve(pool);
                    return store(handle, parameter);
                }
                domain.metrics().dropped(Dropped.ELEMENT_OF_PEER_REFUSED);
                domain.log()
                        .warn(
                                "element of peer refused handle=%s element=%s home=%s reason=%s",
                                handle, parameter.identifier(), parameter.home(), refusal);
                return null;
            }
        }
    }

    private void dissolve(Pool pool) {
        for (var element : List.copyOf(pool.elements())) {
            if (element.home().equals(domain.id())) {
                conflicts.end(element);
            } else {
                remove(element);
            }
        }
    }

    private void stored(PoolElement element) {
        changed(element);
        if (domain.profile().rules().copies().foreignLivesExpire()) {
            var life = Duration.ofMillis(Integer.toUnsignedLong(element.registrationLife()));
            domain.handlespace().setDeadlines(element, domain.in(life), element.keepAlive());
        }
    }

    /** Stores an entry of a table as it is; one that says what is known already changes nothing. */
    private @Nullable PoolElement storeEntry(
            @Nullable PoolElement known, PoolHandle handle, PoolElementParameter parameter) {
        if (known != null && known.parameter().equals(parameter)) {
            claims.confirmed(known);
            stored(known);
            return known;
        }
        return store(handle, parameter);
    }

    private boolean isNewer(@Nullable PoolElement known, PoolHandle handle, PoolElementParameter entry, int since) {
        return known != null
                ? known.syncMark() >= since
                : removals.getOrDefault(new Position(handle, entry.identifier()), 0) >= since;
    }

    /**
     * Stores the table of a mentor, elements of all registrars.
     *
     * @param since the mark when the download began
     */
    void storeAll(List<PoolEntry> pools, int since) {
        for (var pool : pools) {
            for (var element : pool.elements()) {
                var known = domain.handlespace().element(pool.handle(), element.identifier());
                if (!element.home().equals(ServerId.NONE) && !isNewer(known, pool.handle(), element, since)) {
                    storeOfAny(known, pool.handle(), element);
                }
            }
        }
    }

    private void storeOfAny(@Nullable PoolElement known, PoolHandle handle, PoolElementParameter entry) {
        var successor = successors.get(entry.home());
        var element = successor == null ? entry : Parameters.with(entry, successor, entry.asapTransport());
        var stored = storeEntry(known, handle, element);
        if (stored != null && stored.home().equals(domain.id())) {
            claims.adopt(stored); // of a time before a restart with the same ID
        }
    }

    /**
     * Stores what a registrar says it owns.
     *
     * @param since the mark when the synchronisation began
     * @return whether it owns it now as far as this registrar knows
     */
    boolean storeOwned(Peer peer, PoolHandle handle, PoolElementParameter entry, int since) {
        var known = domain.handlespace().element(handle, entry.identifier());
        if (isNewer(known, handle, entry, since)) {
            return known != null && known.home().equals(peer.id());
        }
        if (known != null && !known.home().equals(peer.id()) && claims.isContested(known, peer, entry)) {
            return false;
        }
        return storeEntry(known, handle, entry) != null;
    }

    /** A registrar does not own this element any more, which we thought it did. */
    void disowned(PoolElement element) {
        var rival = claims.rival(element);
        if (rival != null) {
            store(element.handle(), rival);
        } else if (claims.isOrphan(element)) {
            claims.adopt(element);
            changed(element);
        } else {
            remove(element);
        }
    }

    /** A registrar has taken over another one. */
    void takenOver(ServerId target, Peer newHome) {
        if (downloading && successors.size() < 2 * domain.settings().limits().peers()) {
            successors.put(target, newHome.id());
        }
        for (var element : domain.handlespace().ownedBy(target)) {
            domain.handlespace().setHome(element, newHome.id());
            changed(element);
            claims.assigned(element, newHome.id());
        }
    }
}
