package io.rserpool.registrar.enrp;

import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpCodec;
import io.rserpool.protocol.enrp.EnrpMessage;
import io.rserpool.protocol.enrp.EnrpMessage.ListRequest;
import io.rserpool.protocol.enrp.EnrpMessage.ListResponse;
import io.rserpool.protocol.enrp.EnrpMessage.Presence;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.association.EndpointAddress;

/**
 * The ENRP endpoint (RFC 5353): associations with the other registrars, opened from the listening port as
 * RSPLIB wants it, and who they are. What they say of elements is for a {@link PeerListener}.
 */
public final class EnrpServer implements EnrpLink.Owner, Peers.Owner {
    private final Domain domain;
    private final PeerListener listener;
    private final EnrpCodec codec;
    private final EnrpLinks links;
    private final Peers peers;
    private final EnrpMulticast multicast;
    private boolean closing;

    /** @throws io.rserpool.transport.association.TransportException the port is taken */
    public EnrpServer(Domain domain, PeerAddresses addresses, PeerListener listener) {
        this.domain = domain;
        this.listener = listener;
        this.codec = new EnrpCodec(domain.settings().limits().decoder());
        this.links = new EnrpLinks(domain, this, addresses);
        this.peers = new Peers(domain, codec, this);
        this.multicast = new EnrpMulticast(domain, codec, peers, links.connector());
    }

    /** @throws java.io.UncheckedIOException a multicast group cannot be joined */
    public void start() {
        links.listen();
        multicast.join();
    }

    /** Says and tries what is due; whether that was its presence, which it says once a cycle. */
    public boolean tick() {
        links.connect();
        var due = peers.isPresenceDue();
        if (due) {
            peers.noticeStrangers();
            if (listener.isReady()) {
                multicast.announce();
            }
            peers.sayPresence(false);
        }
        return due;
    }

    /** Draws conclusions from silence, in time that this registrar has listened. */
    public void judge() {
        links.judge();
        peers.judge().forEach(listener::silent);
    }

    @Override
    public Domain domain() {
        return domain;
    }

    @Override
    public EnrpCodec codec() {
        return codec;
    }

    public Peers peers() {
        return peers;
    }

    public int associations() {
        return links.size();
    }

    @Override
    public boolean reserve(int bytes) {
        return links.reserve(bytes);
    }

    @Override
    public void release(int bytes) {
        links.release(bytes);
    }

    @Override
    public void learn(EndpointAddress address) {
        links.connector().learn(address);
    }

    @Override
    public boolean isConfigured(EnrpLink link) {
        return links.isConfigured(link);
    }

    @Override
    public void identified(EnrpLink link) {
        links.identified(link);
    }

    /**
     * Whether a peer is where one is configured to be, or none is configured: anybody can say that it is a registrar, but
     * not there.
     */
    public boolean isExpected(Peer peer) {
        var link = peer.link();
        return link != null && (links.connector().isNoneConfigured() || links.isConfigured(link));
    }

    @Override
    public void up(EnrpLink link) {
        var denial = domain.authorisation()
                .registrar(link.association().peerIdentity().orElse(null));
        if (denial != null) {
            domain.denials().denied(denial, link.association(), null);
            abort(link, "no registrar of this operation scope");
            return;
        }
        links.up(link);
        link.send(peers.presence(ServerId.NONE, true));
    }

    @Override
    public void down(EnrpLink link, DownReason reason) {
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
        listener.unreachable(peer);
        if (reason == DownReason.SHUTDOWN) {
            links.connector().unlearn(link.association().peer());
            listener.left(peer);
        } else {
            peers.probe(peer);
        }
    }

    @Override
    public void moved(EnrpLink link) {
        links.up(link);
    }

    @Override
    public void failed(EnrpLink link, RuntimeException failure) {
        domain.failures().failed("enrp-message", failure);
        abort(link, "internal error");
    }

    private void unlink(Peer peer) {
        peer.setLink(null, domain.now());
        listener.unlinked(peer);
    }

    /** Forgets a registrar that is no more. */
    public void remove(Peer peer) {
        peers.remove(peer);
        unlink(peer);
    }

    @Override
    public void abort(EnrpLink link, String reason) {
        link.abort(reason);
        down(link, DownReason.ABORTED);
    }

    @Override
    public void handle(EnrpLink link, EnrpMessage received) {
        var message = domain.distances().behind(received, link.association());
        var peer = peers.sender(link, message);
        if (peer == null) {
            return;
        }
        listener.heard(peer);
        switch (message) {
            case Presence presence -> presence(peer, presence);
            case ListRequest request -> link.send(peers.list(peer, listener.isReady()));
            case ListResponse response -> list(peer, response);
            case EnrpMessage.Error error -> domain.log().warn("error from peer id=%s %s", peer.id(), error.causes());
            default -> listener.received(peer, message);
        }
    }

    private void presence(Peer peer, Presence presence) {
        var information = presence.information();
        if (information != null) {
            peer.setInformation(information);
            peers.learn(information);
        }
        if (presence.replyRequired()) {
            peer.send(peers.presence(peer.id(), false));
        }
        listener.present(peer, presence.checksum());
    }

    private void list(Peer peer, ListResponse response) {
        if (!response.rejected()) {
            peer.setListed();
            peers.learn(response);
        }
        listener.listed(peer, response.rejected());
    }

    /** Asks a registrar whom it knows, unless it has told or was just asked. */
    public void askForList(Peer peer) {
        if (peer.mayBeAskedForList(
                domain.now(), domain.in(domain.profile().mentorDiscovery().dividedBy(4)))) {
            peer.send(new ListRequest(domain.id(), peer.id()));
        }
    }

    /** Ends all associations in order, so that the others learn of it at once. */
    public void shutdown() {
        closing = true;
        multicast.leave();
        links.shutdown();
    }

    /** Stops without a word. */
    public void halt() {
        multicast.leave();
    }
}
