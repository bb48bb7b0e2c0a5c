package io.rserpool.registrar.core;

import io.rserpool.handlespace.PoolElement;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpMessage.InitTakeover;
import io.rserpool.protocol.enrp.EnrpMessage.InitTakeoverAck;
import io.rserpool.protocol.enrp.EnrpMessage.TakeoverServer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes over the elements of dead registrars (RFC 5353 section 3.5). */
final class Takeovers {
    private record Takeover(Set<ServerId> waitingFor, long deadline) {}

    private final Domain domain;
    private final EnrpServer server;
    private final Peers peers;
    private final Map<Peer, Takeover> running = new HashMap<>();
    private @Nullable KeepAlives keepAlives;
    private @Nullable Registrations registrations;

    Takeovers(Domain domain, EnrpServer server, Peers peers) {
        this.domain = domain;
        this.server = server;
        this.peers = peers;
    }

    void use(KeepAlives ours, Registrations our) {
        keepAlives = ours;
        registrations = our;
    }

    boolean isRunning(Peer target) {
        return running.containsKey(target);
    }

    /** A registrar was found dead. */
    void start(Peer target) {
        if (running.containsKey(target)) {
            return;
        }
        EnrpServer.LOG.warnf(
                "peer is dead, takeover begins id=%s elements=%d",
                target.id(), domain.handlespace().countOwnedBy(target.id()));
        var waitingFor = new HashSet<ServerId>();
        for (var peer : peers.all()) {
            var link = peer.link();
            if (peer != target && link != null && link.alive() && peer.state() != Peer.State.INACTIVE) {
                waitingFor.add(peer.id());
            }
        }
        target.inactive(domain.in(domain.profile().takeoverExpiry().multipliedBy(2)));
        running.put(target, new Takeover(waitingFor, domain.in(domain.profile().takeoverExpiry())));
        server.sendToAll(new InitTakeover(domain.id(), ServerId.NONE, target.id()));
        finishIfAgreed(target);
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
            EnrpServer.LOG.warnf("a peer thinks this registrar is dead id=%s", initiator.id());
            server.sendToAll(peers.presence(ServerId.NONE, false));
            return;
        }
        var target = peers.get(targetId);
        if (target != null && running.containsKey(target)) {
            if (wins(initiator.id())) {
                running.remove(target);
            } else {
                return;
            }
        }
        if (target != null) {
            target.inactive(domain.in(domain.profile().takeoverExpiry().multipliedBy(2)));
        }
        server.send(initiator, new InitTakeoverAck(domain.id(), initiator.id(), targetId));
    }

    private boolean wins(ServerId other) {
        var larger = other.compareTo(domain.id()) > 0;
        return domain.profile().rules().smallerIdWins() != larger;
    }

    void acknowledged(Peer peer, ServerId targetId) {
        var target = peers.get(targetId);
        var takeover = target == null ? null : running.get(target);
        if (target != null && takeover != null) {
            takeover.waitingFor().remove(peer.id());
            finishIfAgreed(target);
        }
    }

    /** Nobody waits for the consent of a registrar that cannot be reached. */
    void unreachable(Peer peer) {
        for (var target : List.copyOf(running.keySet())) {
            var takeover = running.get(target);
            if (takeover != null) {
                takeover.waitingFor().remove(peer.id());
                finishIfAgreed(target);
            }
        }
    }

    /** A peer has taken over a registrar. */
    void done(Peer newHome, ServerId targetId) {
        if (targetId.equals(domain.id())) {
            server.sendToAll(peers.presence(ServerId.NONE, false));
            return;
        }
        var target = peers.get(targetId);
        if (target != null) {
            dismiss(target);
        }
        for (var element : domain.handlespace().ownedBy(targetId)) {
            domain.handlespace().setHome(element, newHome.id());
        }
    }

    private void dismiss(Peer target) {
        running.remove(target);
        peers.remove(target);
        var link = target.link();
        if (link != null) {
            server.abort(link, "taken over");
        }
    }

    private void finish(Peer target) {
        var elements = domain.handlespace().ownedBy(target.id());
        dismiss(target);
        domain.metrics().takeover();
        EnrpServer.LOG.warnf("peer taken over id=%s elements=%d", target.id(), elements.size());
        server.sendToAll(new TakeoverServer(domain.id(), ServerId.NONE, target.id()));
        elements.forEach(this::adopt);
    }

    private void adopt(PoolElement element) {
        domain.handlespace().setHome(element, domain.id());
        if (keepAlives != null && registrations != null) {
            keepAlives.takeOver(element, registrations.expiry(element.parameter()));
        }
    }

    void tick() {
        var now = domain.now();
        for (var target : List.copyOf(running.keySet())) {
            var takeover = running.get(target);
            if (takeover == null) {
                continue;
            }
            if (target.state() == Peer.State.ACTIVE) {
                EnrpServer.LOG.infof("peer lives, takeover ends id=%s", target.id());
                running.remove(target);
            } else if (now >= takeover.deadline()) {
                finish(target);
            }
        }
    }
}
