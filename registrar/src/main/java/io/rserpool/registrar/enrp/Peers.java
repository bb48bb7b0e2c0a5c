package io.rserpool.registrar.enrp;

import io.rserpool.handlespace.PoolElement;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpCodec;
import io.rserpool.protocol.enrp.EnrpMessage;
import io.rserpool.protocol.enrp.EnrpMessage.ListResponse;
import io.rserpool.protocol.enrp.EnrpMessage.Presence;
import io.rserpool.protocol.parameter.ServerInformation;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.domain.Dropped;
import io.rserpool.transport.association.EndpointAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The other registrars: who they are, and whether they live (RFC 5353 section 3.4). */
public final class Peers {
    /** Who has the associations. */
    interface Owner {
        /** Ends one that is of no use. */
        void abort(EnrpLink link, String reason);

        /** A registrar is there. */
        void learn(EndpointAddress address);

        /** Whether it leads to where a registrar is configured to be. */
        boolean isConfigured(EnrpLink link);

        /** It is known now whose it is. */
        void identified(EnrpLink link);
    }

    private static final double VARIATION = 0.125;

    private final Domain domain;
    private final EnrpCodec codec;
    private final Owner owner;
    private final Map<ServerId, Peer> peers = new TreeMap<>();
    private long nextPresence;

    Peers(Domain domain, EnrpCodec codec, Owner owner) {
        this.domain = domain;
        this.codec = codec;
        this.owner = owner;
        this.nextPresence = domain.clock();
    }

    public List<Peer> all() {
        return List.copyOf(peers.values());
    }

    public int size() {
        return peers.size();
    }

    public @Nullable Peer get(ServerId id) {
        return peers.get(id);
    }

    void remove(Peer peer) {
        peers.remove(peer.id());
    }

    public boolean isLinked(ServerId id) {
        var peer = peers.get(id);
        return peer != null && peer.linked();
    }

    private long count(boolean linked) {
        return peers.values().stream().filter(peer -> peer.linked() == linked).count();
    }

    EndpointAddress address(ServerInformation information) {
        var transport = information.transport();
        return new EndpointAddress(
                transport.addresses(), transport.port(), domain.settings().peerUdpPort());
    }

    /** The peer that a message is from, known from now on; null if the message must not be heeded. */
    @Nullable
    Peer sender(EnrpLink link, EnrpMessage message) {
        var id = message.sender();
        if (id.equals(ServerId.NONE) || id.equals(domain.id())) {
            domain.metrics().dropped(Dropped.ENRP_SENDER_ID);
            return null;
        }
        if (!message.receiver().equals(ServerId.NONE) && !message.receiver().equals(domain.id())) {
            domain.metrics().dropped(Dropped.ENRP_RECEIVER_ID);
            return null;
        }
        if (link.peer() != null && !id.equals(link.peer())) {
            domain.metrics().dropped(Dropped.ENRP_CHANGED_ID);
            return null;
        }
        var peer = peers.get(id);
        if (peer == null) {
            peer = welcome(id, link);
        }
        if (peer == null || !attach(peer, link)) {
            return null;
        }
        peer.heard(domain.now());
        return peer;
    }

    private @Nullable Peer welcome(ServerId id, EnrpLink link) {
        var most = domain.settings().limits().peers();
        // Those whose association is gone must not keep others out at once, nor be any number; nor anybody those
        // configured.
        if ((count(true) >= most || peers.size() >= 2 * most) && !owner.isConfigured(link)) {
            domain.metrics().dropped(Dropped.PEER_LIMIT);
            return null;
        }
        var peer = new Peer(id, domain.now());
        peers.put(id, peer);
        return peer;
    }

    private boolean attach(Peer peer, EnrpLink link) {
        var current = peer.link();
        if (current == link) {
            return true;
        }
        if (current != null && current.alive()) {
            domain.log()
                    .warn(
                            "second association refused peer=%s id=%s",
                            link.association().peer(), peer.id());
            domain.metrics().dropped(Dropped.ENRP_SECOND_ASSOCIATION);
            owner.abort(link, "this registrar has an association already");
            return false;
        }
        link.identify(peer.id());
        owner.identified(link);
        peer.setLink(link, domain.now());
        domain.log()
                .info("peer found id=%s peer=%s", peer.id(), link.association().peer());
        link.send(presence(peer.id(), true));
        return true;
    }

    public Presence presence(ServerId receiver, boolean replyRequired) {
        var transport = new TransportParameter.Sctp(
                domain.settings().enrpPort(),
                TransportUse.DATA_ONLY,
                domain.transport().localAddresses());
        return new Presence(
                domain.id(),
                receiver,
                replyRequired,
                domain.handlespace().checksum(domain.id()),
                new ServerInformation(domain.id(), transport));
    }

    /** Registrars that live, for one that asks; refused while there is no complete list. */
    ListResponse list(Peer asker, boolean ready) {
        if (!ready) {
            return new ListResponse(domain.id(), asker.id(), true, List.of());
        }
        var servers = peers.values().stream()
                .filter(peer -> peer != asker && peer.linked() && peer.state() != Peer.State.INACTIVE)
                .map(Peer::information)
                .filter(Objects::nonNull)
                .toList();
        return new ListResponse(domain.id(), asker.id(), false, servers);
    }

    void learn(ListResponse response) {
        for (var information : response.servers()) {
            learn(information);
        }
    }

    void learn(ServerInformation information) {
        var transport = information.transport();
        if (!information.id().equals(domain.id())
                && transport.port() != 0
                && !transport.addresses().isEmpty()) {
            owner.learn(address(information));
        }
    }

    /** The registrar that is to be home of an element where takeovers are suggested; null if it is this one. */
    public @Nullable Peer bestHome(PoolElement element) {
        Peer best = null;
        int most = domain.id().value() ^ element.identifier().value();
        for (var peer : peers.values()) {
            int metric = peer.id().value() ^ element.identifier().value();
            if (peer.linked() && peer.state() == Peer.State.ACTIVE && Integer.compareUnsigned(metric, most) > 0) {
                best = peer;
                most = metric;
            }
        }
        return best;
    }

    /** Asks a peer for a sign of life. */
    public void probe(Peer peer) {
        if (peer.state() != Peer.State.INACTIVE) {
            peer.probed(domain.in(domain.profile().maxTimeNoResponse()));
            peer.send(presence(peer.id(), true));
        }
    }

    /** Whether it is time to say that this registrar lives. */
    boolean isPresenceDue() {
        return domain.clock() >= nextPresence;
    }

    /** Sends to all registrars; those that take nothing for now do not keep the others waiting. */
    public void sendToAll(EnrpMessage message) {
        var bytes = codec.encode(message);
        for (var peer : all()) {
            peer.send(bytes.duplicate());
        }
    }

    /** Tells all that this registrar lives. */
    public void sayPresence(boolean replyRequired) {
        nextPresence = domain.clock()
                + domain.vary(domain.profile().presenceCycle(), VARIATION).toNanos();
        sendToAll(presence(ServerId.NONE, replyRequired));
    }

    /** Probes those that are silent; {@return those of whom it is time to assume something} */
    List<Peer> judge() {
        var now = domain.now();
        var silent = new ArrayList<Peer>();
        for (var peer : all()) {
            if (peer.state() == Peer.State.ACTIVE) {
                if (now - peer.lastHeard() > domain.profile().maxTimeLastHeard().toNanos()) {
                    probe(peer);
                }
            } else if (now >= peer.deadline()) {
                silent.add(peer);
            }
        }
        return silent;
    }

    /** Homes of elements that were never heard of must be found dead some time, too; not too many at a time. */
    void noticeStrangers() {
        var room = domain.settings().limits().peers() - count(false);
        for (var owner : domain.handlespace().owners()) {
            if (room > 0 && !owner.equals(domain.id()) && !peers.containsKey(owner)) {
                peers.put(owner, new Peer(owner, domain.now()));
                room--;
            }
        }
    }
}
