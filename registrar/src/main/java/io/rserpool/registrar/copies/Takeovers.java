package io.rserpool.registrar.copies;

import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpMessage.InitTakeover;
import io.rserpool.protocol.enrp.EnrpMessage.InitTakeoverAck;
import io.rserpool.protocol.enrp.EnrpMessage.TakeoverServer;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.enrp.EnrpServer;
import io.rserpool.registrar.enrp.Peer;
import io.rserpool.registrar.enrp.Peers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Takes over the elements of dead registrars (RFC 5353 section 3.5). Nobody waits for the consent of a registrar that
 * cannot be reached, and not longer than a while for any; a target that says something ends it.
 */
public final class Takeovers {
    private static final double VARIATION = 0.25;

    private record Takeover(Set<ServerId> waitingFor, long deadline) {}

    private final Domain domain;
    private final EnrpServer enrp;
    private final Peers peers;
    private final ForeignElements foreign;
    private final BooleanSupplier mayClaim;
    private final Map<Peer, Takeover> running = new HashMap<>();

    /** @param mayClaim whether what this registrar knows is good enough to take over another one */
    Takeovers(Domain domain, EnrpServer enrp, ForeignElements foreign, BooleanSupplier mayClaim) {
        this.domain = domain;
        this.enrp = enrp;
        this.peers = enrp.peers();
        this.foreign = foreign;
        this.mayClaim = mayClaim;
    }

    /** A registrar was found dead. */
    void start(Peer target) {
        if (running.containsKey(target)) {
            return;
        }
        if (!mayClaim.getAsBoolean()) {
            target.probed(domain.in(domain.profile().maxTimeNoResponse()));
            return;
        }
        domain.log()
                .warn(
                        "peer is dead, takeover begins id=%s elements=%d",
                        target.id(), domain.handlespace().countOwnedBy(target.id()));
        var waitingFor = new HashSet<ServerId>();
        for (var peer : peers.all()) {
            if (peer != target && peer.linked() && peer.state() != Peer.State.INACTIVE) {
                waitingFor.add(peer.id());
            }
        }
        leave(target);
        running.put(target, new Takeover(waitingFor, domain.in(domain.profile().takeoverExpiry())));
        peers.sendToAll(new InitTakeover(domain.id(), ServerId.NONE, target.id()));
        finishIfAgreed(target);
    }

    /**
     * Leaves a registrar to whoever takes it over, for a while: an initiator may fail as well. The while varies, so
     * that two that gave way to each other do not do so for ever.
     */
    private void leave(Peer target) {
        target.inactive(domain.in(domain.vary(domain.profile().takeoverExpiry().multipliedBy(2), VARIATION)));
    }

    private void finishIfAgreed(Peer target) {
        var takeover = running.get(target);
        if (takeover != null && takeover.waitingFor().isEmpty()) {
            finish(target);
        }
    }

    /** A peer wants to take over a registrar. */
    void init(Peer initiator, ServerId targetId) {
        if (targetId.equals(domain.id())) {
            domain.log().warn("a peer thinks this registrar is dead id=%s", initiator.id());
            peers.sendToAll(peers.presence(ServerId.NONE, false));
            return;
        }
        var target = peers.get(targetId);
        if (target != null && running.containsKey(target)) {
            if (domain.prevails(domain.id(), initiator.id())) {
                return;
            }
            running.remove(target);
        }
        if (target != null) {
            leave(target);
        }
        initiator.send(new InitTakeoverAck(domain.id(), initiator.id(), targetId));
    }

    void acknowledged(Peer peer, ServerId targetId) {
        var target = peers.get(targetId);
        var takeover = target == null ? null : running.get(target);
        if (target != null && takeover != null) {
            takeover.waitingFor().remove(peer.id());
            finishIfAgreed(target);
        }
    }

    /** A registrar cannot be reached any more. */
    void unreachable(Peer peer) {
        for (var target : List.copyOf(running.keySet())) {
            var takeover = running.get(target);
            if (takeover != null) {
                takeover.waitingFor().remove(peer.id());
                finishIfAgreed(target);
            }
        }
    }

    /** A registrar said something. */
    void lives(Peer target) {
        if (running.remove(target) != null) {
            domain.log().info("peer lives, takeover ends id=%s", target.id());
        }
    }

    /** A peer has taken over another registrar. */
    void done(Peer newHome, ServerId targetId) {
        var target = peers.get(targetId);
        if (target != null) {
            dismiss(target);
        }
        foreign.takenOver(targetId, newHome);
    }

    private void dismiss(Peer target) {
        running.remove(target);
        var link = target.link();
        enrp.remove(target);
        if (link != null) {
            enrp.abort(link, "taken over");
        }
    }

    private void finish(Peer target) {
        var elements = domain.handlespace().ownedBy(target.id());
        // It may be slow and not dead: then it must know.
        target.send(new TakeoverServer(domain.id(), target.id(), target.id()));
        dismiss(target);
        domain.metrics().takeover();
        domain.log().warn("peer taken over id=%s elements=%d", target.id(), elements.size());
        peers.sendToAll(new TakeoverServer(domain.id(), ServerId.NONE, target.id()));
        for (var element : elements) {
            foreign.claims().adopt(element);
            foreign.changed(element);
        }
    }

    void tick() {
        var now = domain.now();
        for (var target : List.copyOf(running.keySet())) {
            var takeover = running.get(target);
            if (takeover != null && now >= takeover.deadline()) {
                domain.log()
                        .warn(
                                "takeover without the consent of all id=%s missing=%s",
                                target.id(), takeover.waitingFor());
                finish(target);
            }
        }
    }
}
