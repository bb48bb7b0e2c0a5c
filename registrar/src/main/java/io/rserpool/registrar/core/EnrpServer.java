package io.rserpool.registrar.core;

import io.rserpool.handlespace.PoolElement;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpCodec;
import io.rserpool.protocol.enrp.EnrpMessage;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableRequest;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableResponse;
import io.rserpool.protocol.enrp.EnrpMessage.HandleUpdate;
import io.rserpool.protocol.enrp.EnrpMessage.InitTakeover;
import io.rserpool.protocol.enrp.EnrpMessage.InitTakeoverAck;
import io.rserpool.protocol.enrp.EnrpMessage.ListRequest;
import io.rserpool.protocol.enrp.EnrpMessage.ListResponse;
import io.rserpool.protocol.enrp.EnrpMessage.Presence;
import io.rserpool.protocol.enrp.EnrpMessage.TakeoverServer;
import io.rserpool.protocol.enrp.EnrpMessage.UpdateAction;
import io.rserpool.transport.association.AssociationHandler.DownReason;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The ENRP endpoint (RFC 5353): associations with the other registrars, opened from the listening port as
 * RSPLIB wants it, and who handles what they say.
 */
final class EnrpServer implements Updates {
    static final Logger LOG = Logger.getLogger(EnrpServer.class);

    private final Domain domain;
    private final EnrpCodec codec;
    private final EnrpLinks links;
    private final Peers peers;
    private final Takeovers takeovers;
    private final Synchronisation synchronisation;
    private final HandleTables handleTables;
    private final ForeignElements foreign;
    private final Mentoring mentoring;
    private final EnrpMulticast multicast;
    private final Resumption resumption;
    private boolean closing;

    EnrpServer(Domain domain, PeerAddresses addresses, Runnable onReady) {
        this.domain = domain;
        this.codec = new EnrpCodec(domain.settings().limits().decoder());
        this.links = new EnrpLinks(domain, this, addresses);
        this.peers = new Peers(domain, this);
        this.foreign = new ForeignElements(domain, this);
        this.takeovers = new Takeovers(domain, this, peers, foreign);
        this.synchronisation = new Synchronisation(domain, this, foreign);
        this.handleTables = new HandleTables(domain);
        this.multicast = new EnrpMulticast(domain, this);
        this.resumption = new Resumption(domain, this);
        this.mentoring = new Mentoring(domain, this, peers, foreign, onReady);
    }

    /** To be called before {@link #start}. */
    void use(KeepAlives keepAlives, Registrations registrations) {
        resumption.use(keepAlives);
        foreign.use(keepAlives, registrations);
    }

    void start() {
        links.listen();
        multicast.join();
        mentoring.start();
    }

    /** Says and tries what is due. */
    void tick() {
        resumption.tick();
        links.connect();
        peers.tick();
    }

    /** Draws conclusions from silence, in time that this registrar has listened. */
    void judge() {
        links.judge();
        peers.judge(takeovers);
        takeovers.tick();
        synchronisation.tick();
        handleTables.tick();
        mentoring.tick();
        if (mentoring.isReady() && synchronisation.isIdle()) {
            foreign.settled();
        }
    }

    Domain domain() {
        return domain;
    }

    EnrpCodec codec() {
        return codec;
    }

    Peers peers() {
        return peers;
    }

    EnrpLinks links() {
        return links;
    }

    Resumption resumption() {
        return resumption;
    }

    Connector connector() {
        return links.connector();
    }

    int associations() {
        return links.size();
    }

    boolean isReady() {
        return mentoring.isReady();
    }

    void up(EnrpLink link) {
        links.up(link);
        link.send(peers.presence(ServerId.NONE, true));
    }

    void down(EnrpLink link, DownReason reason) {
        links.forget(link);
        var id = link.peer();
        var peer = id == null ? null : peers.get(id);
        if (peer == null || peer.link() != link || closing) {
            return;
        }
        domain.log()
                .info(
                        "association with peer down peer=%s id=%s reason=%s",
                        link.association().peer(), id, reason);
        unlink(peer);
        takeovers.unreachable(peer);
        if (reason == DownReason.SHUTDOWN) {
            connector().unlearn(link.association().peer());
            takeovers.start(peer); // it said good-bye
        } else {
            peers.probe(peer);
        }
    }

    /** The addresses of a peer have changed. */
    void moved(EnrpLink link) {
        links.up(link);
    }

    /** The handling of something that a peer said failed: its association ends, and nothing else. */
    void failed(EnrpLink link, RuntimeException failure) {
        domain.failures().failed("enrp-message", failure);
        abort(link, "internal error");
    }

    private void unlink(Peer peer) {
        peer.setLink(null, domain.now());
        synchronisation.lost(peer);
        handleTables.forget(peer.id());
        mentoring.lost(peer);
    }

    /** Forgets a registrar that is no more. */
    void remove(Peer peer) {
        peers.remove(peer);
        unlink(peer);
    }

    /** Ends an association that is of no use. */
    void abort(EnrpLink link, String reason) {
        link.abort(reason);
        down(link, DownReason.ABORTED);
    }

    void handle(EnrpLink link, EnrpMessage received) {
        var message = domain.distances().behind(received, link.association());
        var peer = peers.sender(link, message);
        if (peer == null) {
            return;
        }
        takeovers.lives(peer);
        switch (message) {
            case Presence presence -> presence(peer, presence);
            case HandleTableRequest request ->
                link.send(handleTables.answer(peer, request, mentoring.isReady() && !resumption.isInDoubt()));
            case HandleTableResponse response -> {
                if (!mentoring.table(peer, response)) {
                    synchronisation.response(peer, response);
                }
            }
            case HandleUpdate update -> foreign.updated(peer, update);
            case ListRequest request -> link.send(peers.list(peer, mentoring.isReady()));
            case ListResponse response -> list(peer, response);
            case InitTakeover init -> takeovers.init(peer, init.target());
            case InitTakeoverAck acknowledgement -> takeovers.acknowledged(peer, acknowledgement.target());
            case TakeoverServer done -> takeovers.done(peer, done.target());
            case EnrpMessage.Error error -> domain.log().warn("error from peer id=%s %s", peer.id(), error.causes());
        }
    }

    private void presence(Peer peer, Presence presence) {
        var information = presence.information();
        if (information != null) {
            peer.setInformation(information);
            peers.learn(information);
        }
        var link = peer.link();
        if (presence.replyRequired() && link != null) {
            link.send(peers.presence(peer.id(), false));
        }
        mentoring.present(peer);
        if (mentoring.isReady()) {
            synchronisation.audit(peer, presence.checksum());
            if (domain.now() - peer.linkedSince()
                    >= domain.profile().mentorDiscovery().toNanos()) {
                askForList(peer); // not before: one that has just started would have to reject it
            }
        } else {
            askForList(peer);
        }
    }

    private void list(Peer peer, ListResponse response) {
        if (!response.rejected()) {
            peer.listed = true;
            peers.learn(response);
        }
        mentoring.list(peer, response.rejected());
    }

    /** Asks a registrar whom it knows, unless it has told or was just asked. */
    void askForList(Peer peer) {
        if (!peer.listed && domain.now() >= peer.nextListRequest) {
            peer.nextListRequest = domain.in(domain.profile().mentorDiscovery().dividedBy(4));
            send(peer, new ListRequest(domain.id(), peer.id()));
        }
    }

    /** Sends to one registrar; nothing happens if there is no association. */
    void send(Peer peer, EnrpMessage message) {
        var link = peer.link();
        if (link != null && link.alive()) {
            link.send(message);
        }
    }

    /** Sends to all registrars; those that take nothing for now do not keep the others waiting. */
    void sendToAll(EnrpMessage message) {
        var bytes = codec.encode(message);
        for (var peer : peers.all()) {
            var link = peer.link();
            if (link != null && link.alive()) {
                link.send(bytes.duplicate());
            }
        }
    }

    @Override
    public void added(PoolElement element) {
        foreign.changed(element);
        sendToAll(update(UpdateAction.ADD_PE, element, ServerId.NONE, false));
        if (domain.profile().rules().takeoverSuggestion()) {
            var better = peers.bestHome(element);
            if (better != null) {
                send(better, update(UpdateAction.ADD_PE, element, better.id(), true));
            }
        }
    }

    @Override
    public void deleted(PoolElement element) {
        foreign.removed(element);
        sendToAll(update(UpdateAction.DEL_PE, element, ServerId.NONE, false));
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
        var home = peers.get(element.home());
        if (home != null) {
            send(home, update(UpdateAction.DEL_PE, element, home.id(), false));
        }
    }

    HandleUpdate update(UpdateAction action, PoolElement element, ServerId receiver, boolean suggested) {
        return new HandleUpdate(domain.id(), receiver, action, suggested, element.handle(), element.parameter());
    }

    /** Tells that this registrar is there, where that is configured, and forgets what is of no more use. */
    void announce() {
        foreign.claims().tidy();
        if (isReady()) {
            multicast.announce();
        }
    }

    /** Ends all associations in order, so that the others learn of it at once. */
    void shutdown() {
        closing = true;
        multicast.leave();
        links.shutdown();
    }

    /** Stops without a word. */
    void halt() {
        multicast.leave();
    }

    List<Peer> knownPeers() {
        return peers.all();
    }
}
