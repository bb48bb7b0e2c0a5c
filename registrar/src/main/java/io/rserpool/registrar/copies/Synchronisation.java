package io.rserpool.registrar.copies;

import io.rserpool.protocol.enrp.EnrpMessage.HandleTableRequest;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableResponse;
import io.rserpool.protocol.enrp.EnrpMessage.PoolEntry;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.domain.Dropped;
import io.rserpool.registrar.enrp.EnrpServer;
import io.rserpool.registrar.enrp.Peer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The audit (RFC 5353 section 3.6): whenever a registrar's checksum differs from that of our copy of its
 * elements, these are fetched again, and after a new association, since updates may have been lost that the checksum
 * does not show. Elements that are equal are not touched. A run that is interrupted removes nothing.
 */
final class Synchronisation {
    private static final Duration LEAST_TIMEOUT = Duration.ofSeconds(5);

    /**
     * A synchronisation with a peer.
     *
     * @param mark elements stored since it began have this mark or a later one
     * @param known how many elements of the peer have been seen in its table
     */
    private record Run(int mark, int known, long deadline) {}

    private final Domain domain;
    private final EnrpServer enrp;
    private final ForeignElements foreign;
    private final Map<Peer, Run> runs = new LinkedHashMap<>();

    Synchronisation(Domain domain, EnrpServer enrp, ForeignElements foreign) {
        this.domain = domain;
        this.enrp = enrp;
        this.foreign = foreign;
    }

    private long deadline() {
        var configured = domain.profile().maxTimeNoResponse();
        return domain.in(configured.compareTo(LEAST_TIMEOUT) > 0 ? configured : LEAST_TIMEOUT);
    }

    boolean isIdle() {
        return runs.isEmpty();
    }

    void audit(Peer peer, int checksum) {
        var differs = checksum != domain.handlespace().checksum(peer.id());
        if (!differs && domain.handlespace().countOwnedBy(peer.id()) == 0) {
            peer.setStale(false); // it owns nothing, as one that has just started
        }
        if ((differs || peer.isStale()) && !runs.containsKey(peer)) {
            peer.setStale(true);
            if (differs) {
                domain.metrics().resync();
                domain.log().info("copy of peer differs, fetching it again id=%s", peer.id());
            }
            foreign.claims().forgetRivals(peer.id());
            runs.put(peer, new Run(foreign.newMark(), 0, deadline()));
            request(peer);
        } else if (!differs && !peer.isStale()) {
            foreign.claims().complete(peer.id());
        }
    }

    private void request(Peer peer) {
        peer.send(new HandleTableRequest(domain.id(), peer.id(), true));
    }

    void response(Peer peer, HandleTableResponse response) {
        var run = runs.remove(peer);
        if (run == null) {
            domain.metrics().dropped(Dropped.UNASKED_HANDLE_TABLE);
        } else if (!response.rejected()) {
            var known = run.known() + storeOwned(peer, response.pools(), run.mark());
            if (response.more()) {
                runs.put(peer, new Run(run.mark(), known, deadline()));
                request(peer);
            } else {
                finish(peer, run.mark(), known);
            }
        }
    }

    private int storeOwned(Peer peer, List<PoolEntry> pools, int mark) {
        int stored = 0;
        for (var pool : pools) {
            for (var element : pool.elements()) {
                if (element.home().equals(peer.id()) && foreign.storeOwned(peer, pool.handle(), element, mark)) {
                    stored++;
                }
            }
        }
        return stored;
    }

    /** Where all that the peer is home to was in its table, nothing is left to be removed. */
    private void finish(Peer peer, int mark, int known) {
        if (domain.handlespace().countOwnedBy(peer.id()) != known) {
            for (var element : domain.handlespace().ownedBy(peer.id())) {
                if (element.syncMark() < mark) {
                    foreign.disowned(element);
                }
            }
        }
        peer.setStale(false);
    }

    void lost(Peer peer) {
        runs.remove(peer);
    }

    /** A peer that does not answer gets a new association, since its place in the table is unknown. */
    void tick() {
        var now = domain.now();
        for (var run : List.copyOf(runs.entrySet())) {
            if (now >= run.getValue().deadline()) {
                runs.remove(run.getKey());
                var link = run.getKey().link();
                if (link != null) {
                    domain.log()
                            .warn(
                                    "no handle table from peer, new association id=%s",
                                    run.getKey().id());
                    enrp.abort(link, "no handle table response");
                }
            }
        }
    }
}
