package io.rserpool.registrar.copies;

import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableRequest;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableResponse;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.enrp.EnrpServer;
import io.rserpool.registrar.enrp.Peer;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The start of a registrar: takes the peer list, then the handlespace from a mentor before it serves (RFC 5353
 * section 3.2). The first peer that is heard of is the mentor, the others are its backups. As long as there are any
 * that are configured, or may be, others have nothing to say: they may be anybody. Registrars that start at the
 * same time reject each other until one has waited long enough to know that there is no other.
 */
final class Mentoring {
    private static final Logger LOG = Logger.getLogger(Mentoring.class);
    private static final int PAUSES = 4;
    private static final int MOST_REJECTIONS = 20;
    private static final double NANOS_PER_SECOND = 1e9;

    private enum Step {
        LIST,
        TABLE
    }

    private final Domain domain;
    private final EnrpServer enrp;
    private final ForeignElements foreign;
    private final Runnable onReady;
    private final Set<ServerId> tried = new HashSet<>();
    private @Nullable Peer mentor;
    private Step step = Step.LIST;
    private long mentorDeadline;
    private long discoveryDeadline;
    private long retry;
    private long downloadStart;
    private int rejections;
    private int mark;
    private boolean ready;

    /** Whether those that are not configured are asked, too, since none that is can be reached; and until when. */
    private boolean asksAnybody;

    private long lastDeadline;

    Mentoring(Domain domain, EnrpServer enrp, ForeignElements foreign, Runnable onReady) {
        this.domain = domain;
        this.enrp = enrp;
        this.foreign = foreign;
        this.onReady = onReady;
    }

    boolean isReady() {
        return ready;
    }

    void start() {
        mark = foreign.newMark();
        discoveryDeadline = domain.in(domain.profile().mentorDiscovery());
        if (!domain.settings().expectsPeers()) {
            ready("no peers are configured");
        }
    }

    private void ready(String why) {
        ready = true;
        mentor = null;
        LOG.infof(
                "registrar ready id=%s elements=%d reason=%s",
                domain.id(), domain.handlespace().size(), why);
        onReady.run();
    }

    /** A peer is there. */
    void present(Peer peer) {
        if (!ready && mentor == null && mayBeMentor(peer) && !tried.contains(peer.id())) {
            choose(peer);
        }
    }

    private boolean mayBeMentor(Peer peer) {
        return asksAnybody || enrp.isExpected(peer);
    }

    private void choose(Peer peer) {
        mentor = peer;
        tried.add(peer.id());
        if (peer.isListed()) {
            beginDownload(peer);
        } else {
            step = Step.LIST;
            mentorDeadline = domain.in(domain.profile().maxTimeNoResponse());
            enrp.askForList(peer);
        }
    }

    private void beginDownload(Peer peer) {
        step = Step.TABLE;
        downloadStart = domain.now();
        requestTable(peer);
    }

    private void requestTable(Peer peer) {
        mentorDeadline = domain.in(domain.profile().maxTimeNoResponse());
        peer.send(new HandleTableRequest(domain.id(), peer.id(), false));
    }

    /** A peer has told whom it knows, or refused to. */
    void list(Peer peer, boolean rejected) {
        if (!rejected) {
            tried.remove(peer.id());
        }
        if (!ready && mentor == null && !rejected && mayBeMentor(peer)) {
            choose(peer);
        } else if (peer != mentor || step != Step.LIST) {
            return;
        } else if (rejected) {
            next();
        } else {
            beginDownload(peer);
        }
    }

    /** Takes a handle table if it is the mentor's. */
    boolean table(Peer peer, HandleTableResponse response) {
        if (ready || peer != mentor || step != Step.TABLE) {
            return false;
        }
        if (response.rejected()) {
            rejected();
            return true;
        }
        foreign.storeAll(response.pools(), mark);
        if (response.more()) {
            requestTable(peer);
        } else {
            peer.setStale(false); // its own elements came over the association that its updates come over
            domain.metrics().downloaded((domain.now() - downloadStart) / NANOS_PER_SECOND);
            ready("downloaded from " + peer.id());
        }
        return true;
    }

    /** A mentor that gives its list but no table serves too many others: worth waiting for. */
    private void rejected() {
        if (++rejections <= MOST_REJECTIONS) {
            discoveryDeadline = Math.max(discoveryDeadline, domain.in(pause().multipliedBy(2)));
        }
        next();
    }

    private Duration pause() {
        return domain.profile().mentorDiscovery().dividedBy(PAUSES);
    }

    /** A peer's association is gone. */
    void lost(Peer peer) {
        if (!ready && peer == mentor) {
            next();
        }
    }

    private void next() {
        mentor = null;
        retry = domain.in(pause());
        chooseAny();
    }

    /** Whoever has given its list is likely to give its table. */
    private void chooseAny() {
        enrp.peers().all().stream()
                .filter(peer -> peer.linked() && mayBeMentor(peer) && !tried.contains(peer.id()))
                .min(Comparator.comparing(peer -> !peer.isListed()))
                .ifPresent(this::choose);
    }

    /** Whether there is a mentor after all: if none that is configured can be reached, one that is not. */
    private boolean findsAnybody() {
        if (!asksAnybody && enrp.peers().all().stream().noneMatch(peer -> peer.linked() && enrp.isExpected(peer))) {
            asksAnybody = true;
            lastDeadline = domain.in(domain.profile().mentorDiscovery().multipliedBy(2));
            tried.clear();
        }
        if (asksAnybody) {
            chooseAny();
        }
        return mentor != null;
    }

    void tick() {
        if (ready) {
            return;
        }
        var now = domain.now();
        if (mentor != null && now >= mentorDeadline) {
            next();
        }
        if (asksAnybody && now >= lastDeadline) {
            ready("no mentor found in time");
        } else if (mentor == null && now >= discoveryDeadline && !findsAnybody()) {
            ready("no mentor found");
        } else if (mentor == null && now >= retry) {
            retry = domain.in(pause());
            tried.clear();
            chooseAny();
        }
    }
}
