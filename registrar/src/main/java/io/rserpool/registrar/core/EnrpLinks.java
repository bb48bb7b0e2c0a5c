package io.rserpool.registrar.core;

import io.rserpool.transport.Association;
import io.rserpool.transport.AssociationHandler;
import io.rserpool.transport.SctpAddress;
import io.rserpool.transport.SctpEndpoint;
import io.rserpool.transport.SctpException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The associations of the ENRP endpoint, whoever began them. */
final class EnrpLinks {
    private static final Duration LEAST_CONNECTING = Duration.ofSeconds(1);
    private static final Duration IDENTIFYING = Duration.ofSeconds(10);

    private final Domain domain;
    private final EnrpServer server;
    private final SctpEndpoint endpoint;
    private final Connector connector;
    private final Set<EnrpLink> links = new LinkedHashSet<>();

    EnrpLinks(Domain domain, EnrpServer server, PeerAddresses addresses) {
        this.domain = domain;
        this.server = server;
        this.endpoint = domain.transport()
                .open(domain.settings().enrpPort(), domain.profile().peerOptions());
        this.connector = new Connector(domain, addresses, this::associate);
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
        if (links.size() >= 2 * domain.settings().limits().peers()) {
            domain.metrics().dropped("enrp-association-limit");
            association.abort("too many associations");
            return AssociationHandler.IGNORE;
        }
        var link = new EnrpLink(server, domain.now());
        link.bind(association);
        links.add(link);
        return link;
    }

    private boolean associate(SctpAddress address) {
        var link = new EnrpLink(server, domain.now());
        try {
            link.bind(endpoint.associate(address, link));
            links.add(link);
            return true;
        } catch (SctpException e) {
            EnrpServer.LOG.debugf("no new association with peer=%s: %s", address, e.getMessage());
            return false;
        }
    }

    /** An association is no more. */
    void forget(EnrpLink link) {
        if (links.remove(link)) {
            connector.down(link.association().peer());
        }
    }

    /**
     * Attempts are given up early, since SCTP repeats an INIT ever more rarely; and who does not say who it is has no
     * business here.
     */
    void tick() {
        connector.tick();
        var now = domain.now();
        var cycle = domain.profile().presenceCycle();
        var connecting = cycle.compareTo(LEAST_CONNECTING) > 0 ? cycle : LEAST_CONNECTING;
        for (var link : List.copyOf(links)) {
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
        List.copyOf(links).forEach(link -> link.association().shutdown());
    }
}
