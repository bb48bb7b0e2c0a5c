package io.rserpool.registrar.copies;

import io.rserpool.handlespace.PoolElement;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpMessage.UpdateAction;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.registrar.asap.Watch;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.enrp.Peer;
import io.rserpool.registrar.enrp.Peers;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Elements that more than one registrar is home to, as after a partition in which each side took over the other's, and
 * elements that none is home to. Of two homes the one that wins takeovers remains, for all registrars alike. None of
 * this is in RFC 5353, whose audit would remove such elements although they live.
 */
final class Claims {
    private final Domain domain;
    private final Peers peers;
    private final Watch watch;
    private final Resumption resumption;

    /** By registrar: elements that it claims, and that a registrar that prevails is home to. */
    private final Map<ServerId, Map<PoolElement, PoolElementParameter>> rivals = new LinkedHashMap<>();

    /** By registrar: elements it should have taken over, but has not mentioned yet. */
    private final Map<ServerId, Set<PoolElement>> assigned = new LinkedHashMap<>();

    /** Elements left to another registrar, which has not shown yet that it reaches them. */
    private final Set<PoolElement> yielded = new LinkedHashSet<>();

    Claims(Domain domain, Peers peers, Watch watch, Resumption resumption) {
        this.domain = domain;
        this.peers = peers;
        this.watch = watch;
        this.resumption = resumption;
    }

    /**
     * Whether an update about an element counts for nothing, since this registrar is just telling the element that it
     * is its home. The peer hears so.
     */
    boolean prevails(PoolElement element, Peer peer) {
        if (!element.home().equals(domain.id()) || !watch.isChangingHome(element)) {
            return false;
        }
        if (prevails(element, peer.id())) {
            insist(element, peer);
            return true;
        }
        leave(element);
        return false;
    }

    private boolean prevails(PoolElement own, ServerId peer) {
        return domain.prevails(domain.id(), peer) && !resumption.yields(own);
    }

    /** Whether an element that a registrar says it owns stays with another one. */
    boolean isContested(PoolElement element, Peer peer, PoolElementParameter entry) {
        var home = element.home();
        if (home.equals(domain.id())) {
            if (prevails(element, peer.id())) {
                insist(element, peer);
                if (!watch.isChangingHome(element)) {
                    watch.takeOver(element, element.expiry());
                }
                return true;
            }
            leave(element);
            return false;
        }
        if (peers.isLinked(home) && domain.prevails(home, peer.id())) {
            rivals.computeIfAbsent(peer.id(), id -> new LinkedHashMap<>()).put(element, entry);
            return true;
        }
        return false;
    }

    private void insist(PoolElement element, Peer peer) {
        peer.send(HandleUpdates.to(domain.id(), peer, UpdateAction.ADD_PE, element));
    }

    private void leave(PoolElement element) {
        if (element.association() != null) {
            yielded.add(element);
        }
    }

    /** Whether an element whose home gives it up is ours again: we have an association with it. */
    boolean returns(PoolElement element) {
        if (yielded.remove(element) && element.association() != null) {
            adopt(element);
            return true;
        }
        return false;
    }

    /** Whether nobody is home to this element, which its home does not know: it may live all the same. */
    boolean isOrphan(PoolElement element) {
        var expected = assigned.get(element.home());
        return element.association() != null || (expected != null && expected.contains(element));
    }

    /** Becomes home of an element, if it answers. */
    void adopt(PoolElement element) {
        domain.handlespace().setHome(element, domain.id());
        watch.takeOver(element, domain.expiry(element.registrationLife()));
    }

    /** What another registrar says about an element that its home does not own any more; null if nothing. */
    @Nullable
    PoolElementParameter rival(PoolElement element) {
        for (var claims : rivals.entrySet()) {
            var claim = claims.getValue().remove(element);
            if (claim != null && peers.isLinked(claims.getKey())) {
                return claim;
            }
        }
        return null;
    }

    /** A takeover gave this element another home. */
    void assigned(PoolElement element, ServerId newHome) {
        assigned.computeIfAbsent(newHome, id -> new LinkedHashSet<>()).add(element);
    }

    /** Its home has mentioned it. */
    void confirmed(PoolElement element) {
        var expected = assigned.get(element.home());
        if (expected != null) {
            expected.remove(element);
        }
    }

    /** Its home has reached it. */
    void reached(PoolElement element) {
        yielded.remove(element);
    }

    /** A registrar's table begins, or it is gone. */
    void forgetRivals(ServerId peer) {
        rivals.remove(peer);
    }

    /** A registrar knows all elements that it should. */
    void complete(ServerId peer) {
        assigned.remove(peer);
        rivals.remove(peer);
    }

    void forget(PoolElement element) {
        resumption.forget(element);
        yielded.remove(element);
        confirmed(element);
        rivals.values().forEach(claims -> claims.remove(element));
    }

    /** Forgets what has become meaningless. */
    void tidy() {
        yielded.removeIf(element -> element.association() == null);
        rivals.keySet().removeIf(peer -> !peers.isLinked(peer));
        assigned.keySet().removeIf(peer -> peers.get(peer) == null);
    }
}
