package io.rserpool.registrar.enrp;

import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.domain.Dropped;
import io.rserpool.registrar.enrp.Connector.Target;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.TransportException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The associations of the ENRP endpoint, whoever began them. */
final class EnrpLinks {
    private static final System.Logger LOG = System.getLogger(EnrpLinks.class.getName());
    private static final Duration LEAST_CONNECTING = Duration.ofSeconds(1);
    /** Bytes that wait at all associations together. */
    private static final int MAX_WAITING = 16 << 20;

    private static final Duration IDENTIFYING = Duration.ofSeconds(10);

    private final Domain domain;
    private final EnrpLink.Owner owner;
    private final Endpoint endpoint;
    private final Connector connector;
    private int waiting;

    /** With the addresses that each leads to, as far as they are known: these change, as after RFC 5061. */
    private final Map<EnrpLink, Set<Target>> links = new LinkedHashMap<>();

    EnrpLinks(Domain domain, EnrpLink.Owner owner, PeerAddresses addresses) {
        this.domain = domain;
        this.owner = owner;
        this.endpoint = domain.transport()
                .open(domain.settings().enrpPort(), domain.profile().peerOptions());
        this.connector = new Connector(domain, addresses, this::associate, this::targets);
    }

    /** Whether so many more bytes may wait for room. */
    boolean reserve(int bytes) {
        if (waiting + bytes > MAX_WAITING) {
            return false;
        }
        waiting += bytes;
        return true;
    }

    /** So many bytes do not wait any longer. */
    void release(int bytes) {
        waiting -= bytes;
    }

    Connector connector() {
        return connector;
    }

    int size() {
        return links.size();
    }

    void listen() {
        endpoint.listen(this::accept);
    }

    private AssociationHandler accept(Association association) {
        if (links.size() >= 2 * domain.settings().limits().peers()
                && !connector.isConfigured(Target.all(association.peer()))) {
            domain.metrics().dropped(Dropped.ENRP_ASSOCIATION_LIMIT);
            association.abort("too many associations");
            return AssociationHandler.IGNORE;
        }
        var link = new EnrpLink(owner, domain.now());
        link.bind(association);
        links.put(link, Set.of());
        return link;
    }

    private void associate(EndpointAddress address) {
        var link = new EnrpLink(owner, domain.now());
        try {
            link.bind(endpoint.associate(address, link));
            links.put(link, Target.all(address));
        } catch (TransportException e) {
            LOG.log(Level.DEBUG, "no new association with peer={0}: {1}", address, e.getMessage());
        }
    }

    /** Whom there is an association with, or one being tried. */
    private Set<Target> targets() {
        var targets = new HashSet<Target>();
        links.values().forEach(targets::addAll);
        return targets;
    }

    /** An association is up, or leads to other addresses than before. */
    void up(EnrpLink link) {
        var targets = Target.all(link.association().peer());
        if (links.replace(link, targets) != null) {
            connector.up(targets);
        }
    }

    /** Whether it leads to where a registrar is configured to be. */
    boolean isConfigured(EnrpLink link) {
        return connector.isConfigured(links.getOrDefault(link, Set.of()));
    }

    /** A registrar has said that it is there. */
    void identified(EnrpLink link) {
        connector.proved(links.getOrDefault(link, Set.of()));
    }

    /** An association is no more. */
    void forget(EnrpLink link) {
        var targets = links.remove(link);
        if (targets != null) {
            connector.down(targets);
        }
    }

    /** Tries to reach those whose time it is. */
    void connect() {
        connector.tick();
    }

    /**
     * Attempts are given up early, since SCTP repeats an INIT ever more rarely; and who does not say who it is has no
     * business here.
     */
    void judge() {
        var now = domain.now();
        var cycle = domain.profile().presenceCycle();
        var connecting = cycle.compareTo(LEAST_CONNECTING) > 0 ? cycle : LEAST_CONNECTING;
        for (var link : List.copyOf(links.keySet())) {
            if (link.isOverdue(now, connecting.toNanos(), IDENTIFYING.toNanos())) {
                forget(link);
                link.abort("no peer");
            }
        }
    }

    /** Ends all in order, and takes no more. */
    void shutdown() {
        endpoint.listen(association -> {
            association.abort("shutting down");
            return AssociationHandler.IGNORE;
        });
        List.copyOf(links.keySet()).forEach(link -> link.association().shutdown());
    }
}
