package io.rserpool.registrar.core;

import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableRequest;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableResponse;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The start of a registrar: downloads the handlespace from a mentor before it serves (RFC 5353 section 3.2). */
final class Mentoring {
    private final Domain domain;
    private final EnrpServer server;
    private final Peers peers;
    private final Synchronisation synchronisation;
    private final Runnable onReady;
    private final Set<ServerId> tried = new HashSet<>();
    private @Nullable Peer mentor;
    private long mentorDeadline;
    private long discoveryDeadline;
    private boolean ready;

    Mentoring(Domain domain, EnrpServer server, Peers peers, Synchronisation synchronisation, Runnable onReady) {
        this.domain = domain;
        this.server = server;
        this.peers = peers;
        this.synchronisation = synchronisation;
        this.onReady = onReady;
    }

    boolean isReady() {
        return ready;
    }

    void start() {
        discoveryDeadline = domain.in(domain.profile().mentorDiscovery());
        if (!domain.settings().expectsPeers()) {
            ready("no peers are configured");
        }
    }

    private void ready(String why) {
        ready = true;
        mentor = null;
        EnrpServer.LOG.infof(
                "registrar ready id=%s elements=%d reason=%s",
                domain.id(), domain.handlespace().size(), why);
        onReady.run();
    }

    /** A peer is there. */
    void present(Peer peer) {
        if (!ready && mentor == null && !tried.contains(peer.id())) {
            choose(peer);
        }
    }

    private void choose(Peer peer) {
        mentor = peer;
        tried.add(peer.id());
        request(peer);
    }

    private void request(Peer peer) {
        mentorDeadline = domain.in(domain.profile().maxTimeNoResponse());
        server.send(peer, new HandleTableRequest(domain.id(), peer.id(), false));
    }

    /** Takes a handle table if it is the mentor's. */
    boolean tables(Peer peer, HandleTableResponse response) {
        if (ready || peer != mentor) {
            return false;
        }
        if (response.rejected()) {
            next();
            return true;
        }
        synchronisation.storeAll(response.pools());
        if (response.more()) {
            request(peer);
        } else {
            ready("downloaded from " + peer.id());
        }
        return true;
    }

    private void next() {
        mentor = null;
        for (var peer : peers.all()) {
            if (mentor == null && peer.link() != null && !tried.contains(peer.id())) {
                choose(peer);
            }
        }
    }

    void tick() {
        if (ready) {
            return;
        }
        var now = domain.now();
        if (mentor != null && now >= mentorDeadline) {
            next();
        }
        if (mentor == null && now >= discoveryDeadline) {
            ready("no mentor found");
        }
    }
}
