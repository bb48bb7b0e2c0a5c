package io.rserpool.registrar.copies;

import io.rserpool.handlespace.PoolElement;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpMessage;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableRequest;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableResponse;
import io.rserpool.protocol.enrp.EnrpMessage.HandleUpdate;
import io.rserpool.protocol.enrp.EnrpMessage.InitTakeover;
import io.rserpool.protocol.enrp.EnrpMessage.InitTakeoverAck;
import io.rserpool.protocol.enrp.EnrpMessage.TakeoverServer;
import io.rserpool.protocol.enrp.EnrpMessage.UpdateAction;
import io.rserpool.registrar.asap.AsapServer;
import io.rserpool.registrar.asap.Updates;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.enrp.EnrpServer;
import io.rserpool.registrar.enrp.Peer;
import io.rserpool.registrar.enrp.PeerAddresses;
import io.rserpool.registrar.enrp.PeerListener;

/**
 * The copy of the handlespace that this registrar has, between elements and users on one side and the other registrars
 * on the other: who handles what is heard from either.
 */
public final class Copies implements Updates, PeerListener {
    private final Domain domain;
    private final EnrpServer enrp;
    private final AsapServer asap;
    private final Resumption resumption;
    private final Claims claims;
    private final ForeignElements foreign;
    private final Mentoring mentoring;
    private final Takeovers takeovers;
    private final Synchronisation synchronisation;
    private final HandleTables handleTables;

    /**
     * Opens both endpoints.
     *
     * @param onReady called once there is a handlespace to serve from
     * @throws io.rserpool.transport.association.TransportException a port is taken
     */
    public Copies(Domain domain, PeerAddresses addresses, Runnable onReady) {
        this.domain = domain;
        this.enrp = new EnrpServer(domain, addresses, this);
        this.asap = new AsapServer(domain, this);
        this.resumption = new Resumption(domain, enrp.peers(), asap.watch());
        this.claims = new Claims(domain, enrp.peers(), asap.watch(), resumption);
        this.foreign = new ForeignElements(
                domain, enrp.peers(), asap, claims, new Conflicts(domain, enrp.peers(), asap.registrations()));
        this.mentoring = new Mentoring(domain, enrp, foreign, onReady);
        this.takeovers = new Takeovers(domain, enrp, foreign, this::mayClaim);
        this.synchronisation = new Synchronisation(domain, enrp, foreign);
        this.handleTables = new HandleTables(domain);
    }

    public EnrpServer enrp() {
        return enrp;
    }

    public AsapServer asap() {
        return asap;
    }

    /** @throws java.io.UncheckedIOException a multicast group cannot be joined */
    public void start() {
        enrp.start();
        mentoring.start();
    }

    /** Says and tries what is due. */
    public void tick() {
        resumption.tick(isReady());
        if (enrp.tick()) {
            claims.tidy();
        }
    }

    /** Draws conclusions from silence, in time that this registrar has listened. */
    public void judge() {
        enrp.judge();
        takeovers.tick();
        synchronisation.tick();
        handleTables.tick();
        mentoring.tick();
        if (isReady() && synchronisation.isIdle()) {
            foreign.settled();
        }
    }

    @Override
    public boolean isReady() {
        return mentoring.isReady();
    }

    /** One that starts has no complete copy, one that was stopped an old one: it must not claim what it does not know. */
    private boolean mayClaim() {
        return isReady() && !resumption.isInDoubt();
    }

    @Override
    public void heard(Peer peer) {
        takeovers.lives(peer);
    }

    @Override
    public void present(Peer peer, int checksum) {
        mentoring.present(peer);
        if (!isReady()) {
            enrp.askForList(peer);
            return;
        }
        synchronisation.audit(peer, checksum);
        if (domain.now() - peer.linkedSince()
                >= domain.profile().mentorDiscovery().toNanos()) {
            enrp.askForList(peer); // not before: one that has just started would have to reject it
        }
    }

    @Override
    public void listed(Peer peer, boolean rejected) {
        mentoring.list(peer, rejected);
    }

    @Override
    public void received(Peer peer, EnrpMessage message) {
        switch (message) {
            case HandleTableRequest request -> peer.send(handleTables.answer(peer, request, mayClaim()));
            case HandleTableResponse response -> {
                if (!mentoring.table(peer, response)) {
                    synchronisation.response(peer, response);
                }
            }
            case HandleUpdate update -> foreign.updated(peer, update);
            case InitTakeover init -> takeovers.init(peer, init.target());
            case InitTakeoverAck acknowledgement -> takeovers.acknowledged(peer, acknowledgement.target());
            case TakeoverServer done -> takenOver(peer, done.target());
            default -> throw new IllegalArgumentException("not about elements: " + message);
        }
    }

    private void takenOver(Peer newHome, ServerId target) {
        if (target.equals(domain.id())) {
            resumption.begin("registrar " + newHome.id() + " has taken it over");
        } else {
            takeovers.done(newHome, target);
        }
    }

    @Override
    public void unlinked(Peer peer) {
        synchronisation.lost(peer);
        handleTables.forget(peer.id());
        mentoring.lost(peer);
    }

    @Override
    public void unreachable(Peer peer) {
        takeovers.unreachable(peer);
    }

    @Override
    public void left(Peer peer) {
        takeovers.start(peer);
    }

    @Override
    public void silent(Peer peer) {
        takeovers.start(peer);
    }

    @Override
    public void added(PoolElement element) {
        foreign.changed(element);
        enrp.peers().sendToAll(HandleUpdates.toAll(domain.id(), UpdateAction.ADD_PE, element));
        if (domain.profile().rules().copies().takeoverSuggestion()) {
            var better = enrp.peers().bestHome(element);
            if (better != null) {
                better.send(HandleUpdates.suggestion(domain.id(), better, element));
            }
        }
    }

    @Override
    public void deleted(PoolElement element) {
        foreign.removed(element);
        enrp.peers().sendToAll(HandleUpdates.toAll(domain.id(), UpdateAction.DEL_PE, element));
    }

    @Override
    public boolean isCatchingUp() {
        return resumption.isCatchingUp();
    }

    @Override
    public void confirmed(PoolElement element) {
        resumption.forget(element);
    }

    @Override
    public void alive(PoolElement element) {
        resumption.alive(element);
    }

    /** An element's home hears a DEL_PE about its own element as a report, since only it decides. */
    @Override
    public void reported(PoolElement element) {
        var home = enrp.peers().get(element.home());
        if (home != null) {
            home.send(HandleUpdates.to(domain.id(), home, UpdateAction.DEL_PE, element));
        }
    }
}
