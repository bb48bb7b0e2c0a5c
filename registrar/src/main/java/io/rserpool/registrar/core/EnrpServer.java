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
import io.rserpool.transport.Association;
import io.rserpool.transport.AssociationHandler;
import io.rserpool.transport.AssociationHandler.DownReason;
import io.rserpool.transport.SctpAddress;
import io.rserpool.transport.SctpEndpoint;
import io.rserpool.transport.SctpException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The ENRP endpoint (RFC 5353): associations with the other registrars, opened from the listening port as
 * RSPLIB wants it, and who handles what they say.
 */
final class EnrpServer implements Updates {
    static final Logger LOG = Logger.getLogger(EnrpServer.class);

    private final Domain domain;
    private final EnrpCodec codec;
    private final SctpEndpoint endpoint;
    private final Connector connector;
    private final Peers peers;
    private final Takeovers takeovers;
    private final Synchronisation synchronisation;
    private final HandleTables handleTables;
    private final ForeignElements foreign;
    private final Mentoring mentoring;
    private final Set<EnrpLink> links = new LinkedHashSet<>();
    private boolean closing;

    EnrpServer(Domain domain, PeerAddresses addresses, Runnable onReady) {
        this.domain = domain;
        this.codec = new EnrpCodec(domain.settings().limits().decoder());
        this.endpoint = domain.transport()
                .open(domain.settings().enrpPort(), domain.profile().peerOptions());
        this.connector = new Connector(domain, addresses, this::associate);
        this.peers = new Peers(domain, this);
        this.takeovers = new Takeovers(domain, this, peers);
        this.foreign = new ForeignElements(domain, this);
        this.synchronisation = new Synchronisation(domain, this, foreign);
        this.handleTables = new HandleTables(domain);
        this.mentoring = new Mentoring(domain, this, peers, synchronisation, onReady);
    }

    /** To be called before {@link #start}. */
    void use(KeepAlives keepAlives, Registrations registrations) {
        foreign.use(keepAlives);
        takeovers.use(keepAlives, registrations);
    }

    void start() {
        endpoint.listen(this::accept);
        mentoring.start();
    }

    void tick() {
        connector.tick();
        peers.tick(takeovers);
        takeovers.tick();
        synchronisation.tick();
        mentoring.tick();
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

    Connector connector() {
        return connector;
    }

    int associations() {
        return links.size();
    }

    boolean isReady() {
        return mentoring.isReady();
    }

    private AssociationHandler accept(Association association) {
        if (links.size() >= 2 * domain.settings().limits().peers()) {
            domain.metrics().dropped("enrp-association-limit");
            association.abort("too many associations");
            return AssociationHandler.IGNORE;
        }
        var link = new EnrpLink(this, domain.now());
        link.bind(association);
        links.add(link);
        return link;
    }

    private void associate(SctpAddress address) {
        var link = new EnrpLink(this, domain.now());
        try {
            link.bind(endpoint.associate(address, link));
            links.add(link);
        } catch (SctpException e) {
            LOG.debugf("no new association with peer=%s: %s", address, e.getMessage());
        }
    }

    void up(EnrpLink link) {
        connector.up(link.association().peer());
        link.send(peers.presence(ServerId.NONE, true));
    }

    void down(EnrpLink link, DownReason reason) {
        forget(link);
        var id = link.peer();
        var peer = id == null ? null : peers.get(id);
        if (peer == null || peer.link() != link || closing) {
            return;
        }
        LOG.infof(
                "association with peer down peer=%s id=%s reason=%s",
                link.association().peer(), id, reason);
        peer.setLink(null);
        synchronisation.lost(peer);
        takeovers.unreachable(peer);
        if (reason == DownReason.SHUTDOWN) {
            takeovers.start(peer); // it said good-bye
        } else {
            peers.probe(peer);
        }
    }

    /** Ends an association that is of no use. */
    void abort(EnrpLink link, String reason) {
        link.abort(reason);
        down(link, DownReason.ABORTED);
    }

    private void forget(EnrpLink link) {
        links.remove(link);
        connector.down(link.association().peer());
    }

    void handle(EnrpLink link, EnrpMessage message) {
        var peer = peers.sender(link, message);
        if (peer == null) {
            return;
        }
        switch (message) {
            case Presence presence -> presence(peer, presence);
            case HandleTableRequest request -> link.send(handleTables.answer(peer, request, mentoring.isReady()));
            case HandleTableResponse response -> {
                if (!mentoring.tables(peer, response)) {
                    synchronisation.response(peer, response);
                }
            }
            case HandleUpdate update -> foreign.updated(peer, update);
            case ListRequest request -> link.send(peers.list(peer));
            case ListResponse response -> peers.learn(response);
            case InitTakeover init -> takeovers.init(peer, init.target());
            case InitTakeoverAck acknowledgement -> takeovers.acknowledged(peer, acknowledgement.target());
            case TakeoverServer done -> takeovers.done(peer, done.target());
            case EnrpMessage.Error error -> LOG.warnf("error from peer id=%s %s", peer.id(), error.causes());
        }
    }

    private void presence(Peer peer, Presence presence) {
        var information = presence.information();
        if (information != null) {
            peer.setInformation(information);
        }
        var link = peer.link();
        if (presence.replyRequired() && link != null) {
            link.send(peers.presence(peer.id(), false));
        }
        mentoring.present(peer);
        if (mentoring.isReady()) {
            synchronisation.audit(peer, presence.checksum());
        }
    }

    /** Sends to one registrar; nothing happens if there is no association. */
    void send(Peer peer, EnrpMessage message) {
        var link = peer.link();
        if (link != null && link.alive()) {
            link.send(message);
        }
    }

    /** Sends to all registrars. */
    void sendToAll(EnrpMessage message) {
        for (var peer : peers.all()) {
            send(peer, message);
        }
    }

    @Override
    public void added(PoolElement element) {
        sendToAll(update(UpdateAction.ADD_PE, element, ServerId.NONE));
    }

    @Override
    public void deleted(PoolElement element) {
        sendToAll(update(UpdateAction.DEL_PE, element, ServerId.NONE));
    }

    /** An element's home hears a DEL_PE about its own element as a report, since only it decides. */
    @Override
    public void reported(PoolElement element) {
        var home = peers.get(element.home());
        if (home != null) {
            send(home, update(UpdateAction.DEL_PE, element, home.id()));
        }
    }

    HandleUpdate update(UpdateAction action, PoolElement element, ServerId receiver) {
        return new HandleUpdate(domain.id(), receiver, action, false, element.handle(), element.parameter());
    }

    /** Ends all associations in order, so that the others learn of it at once. */
    void shutdown() {
        closing = true;
        endpoint.listen(association -> {
            association.abort("shutting down");
            return AssociationHandler.IGNORE;
        });
        new ArrayList<>(links).forEach(link -> link.association().shutdown());
    }

    List<Peer> knownPeers() {
        return peers.all();
    }
}
