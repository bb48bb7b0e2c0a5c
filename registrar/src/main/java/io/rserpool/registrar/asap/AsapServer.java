package io.rserpool.registrar.asap;

import io.rserpool.handlespace.PoolElement;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.asap.AsapMessage.Deregistration;
import io.rserpool.protocol.asap.AsapMessage.EndpointKeepAliveAck;
import io.rserpool.protocol.asap.AsapMessage.EndpointUnreachable;
import io.rserpool.protocol.asap.AsapMessage.HandleResolution;
import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.domain.Dropped;
import io.rserpool.registrar.domain.Removal;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.TransportException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The ASAP endpoint (RFC 5352): associations with pool elements and users, and who handles what they say. */
public final class AsapServer implements AsapSession.Owner, KeepAlives.Elements {
    private static final Logger LOG = Logger.getLogger(AsapServer.class);

    private final Domain domain;
    private final Updates updates;
    private final AsapCodec codec;
    private final Endpoint endpoint;
    private final Registrations registrations;
    private final Resolutions resolutions;
    private final Watch watch;
    private final KeepAlives keepAlives;
    private final AsapSessions sessions = new AsapSessions();
    private @Nullable Endpoint tcp;
    private boolean closing;

    public AsapServer(Domain domain, Updates updates) {
        this.domain = domain;
        this.updates = updates;
        this.codec = new AsapCodec(domain.settings().limits().decoder());
        this.endpoint = domain.transport()
                .open(domain.settings().asapPort(), domain.profile().endpointOptions());
        this.watch = new Watch(domain);
        this.registrations = new Registrations(domain, watch, updates);
        this.keepAlives = new KeepAlives(domain, this, watch, registrations, updates);
        this.resolutions = new Resolutions(domain, codec);
    }

    @Override
    public Domain domain() {
        return domain;
    }

    @Override
    public AsapCodec codec() {
        return codec;
    }

    public Watch watch() {
        return watch;
    }

    public KeepAlives keepAlives() {
        return keepAlives;
    }

    public Registrations registrations() {
        return registrations;
    }

    public int associations() {
        return sessions.size();
    }

    /** Serves pool users at this endpoint, too. */
    public void useTcp(Endpoint newTcp) {
        tcp = newTcp;
    }

    /** Where ASAP over TCP is served, 0 = nowhere. */
    public int tcpPort() {
        return tcp == null ? 0 : tcp.port();
    }

    /** Serves from now on. */
    public void listen() {
        endpoint.listen(association -> accept(association, false));
        if (tcp != null) {
            tcp.listen(association -> accept(association, true));
        }
    }

    private AssociationHandler accept(Association association, boolean isTcp) {
        var limits = domain.settings().limits();
        if (sessions.size() >= limits.associations()
                || sessions.with(association.peer().addresses()) >= limits.associationsPerAddress()) {
            domain.metrics().dropped(Dropped.ASAP_ASSOCIATION_LIMIT);
            association.abort("too many associations");
            return AssociationHandler.IGNORE;
        }
        var session = new AsapSession(this, limits, domain.clock(), isTcp);
        session.bind(association);
        sessions.add(session);
        return session;
    }

    @Override
    public void handle(AsapSession session, AsapMessage message) {
        if (session.isTcp() && registrations.needsSctp(session, message)) {
            return;
        }
        switch (message) {
            case Registration registration -> registrations.register(session, registration);
            case Deregistration deregistration -> registrations.deregister(session, deregistration);
            case HandleResolution resolution -> resolutions.resolve(session, resolution);
            case EndpointKeepAliveAck acknowledgement -> keepAlives.acknowledged(session, acknowledgement);
            case EndpointUnreachable report -> reported(session, report);
            case AsapMessage.Error error ->
                LOG.debugf("error from peer=%s %s", session.association().peer(), error);
            default -> domain.metrics().dropped(Dropped.ASAP_UNEXPECTED);
        }
    }

    private void reported(AsapSession session, EndpointUnreachable report) {
        if (!session.mayReport(report.handle(), domain.clock())) {
            domain.metrics().dropped(Dropped.REPORT_LIMIT);
            return;
        }
        var denial = domain.authorisation().report(session.identity(), report.handle());
        if (denial != null) {
            domain.denials().denied(denial, session.association(), report.handle());
            return;
        }
        var element = domain.handlespace().element(report.handle(), report.identifier());
        if (element != null) {
            keepAlives.reported(element);
        }
    }

    /**
     * The session with an element's ASAP endpoint: the one it registered over, another with the same peer,
     * or a new one. Null if the element has no ASAP address.
     */
    @Override
    public @Nullable AsapSession sessionWith(PoolElement element) {
        if (element.association() instanceof AsapSession session) {
            return session;
        }
        var transport = element.parameter().asapTransport();
        if (transport == null || transport.addresses().isEmpty() || transport.port() == 0) {
            return null;
        }
        var address = new EndpointAddress(
                transport.addresses(), transport.port(), domain.settings().peerUdpPort());
        var known = sessions.with(address);
        return known != null ? known : associate(address);
    }

    private @Nullable AsapSession associate(EndpointAddress address) {
        var session = new AsapSession(this, domain.settings().limits(), domain.clock(), false);
        try {
            session.bind(endpoint.associate(address, session));
        } catch (TransportException e) {
            domain.log().warn("cannot associate with element peer=%s: %s", address, e.getMessage());
            return null;
        }
        sessions.add(session);
        return session;
    }

    /** Who is not of the scope has no business here, whoever began the association. */
    @Override
    public boolean admits(AsapSession session) {
        var denial = domain.authorisation().member(session.identity());
        if (denial == null) {
            return true;
        }
        domain.denials().denied(denial, session.association(), null);
        forget(session);
        session.association().abort("not of this operation scope");
        lost(session, DownReason.REFUSED);
        return false;
    }

    @Override
    public void writable(AsapSession session) {
        resolutions.subscriptions().writable(session);
    }

    /** Pools that sessions are kept up to date about. */
    public int subscriptions() {
        return resolutions.subscriptions().size();
    }

    /** The addresses of a session's peer have changed. */
    @Override
    public void moved(AsapSession session) {
        sessions.moved(session);
    }

    /** The handling of something that a peer said failed: its association ends, and nothing else. */
    @Override
    public void failed(AsapSession session, RuntimeException failure) {
        domain.failures().failed("asap-message", failure);
        forget(session);
        session.association().abort("internal error");
        lost(session, DownReason.ABORTED);
    }

    @Override
    public void down(AsapSession session, DownReason reason) {
        forget(session);
        if (!closing) {
            lost(session, reason);
        }
    }

    /** Ends a session whose elements are of no more interest. */
    @Override
    public void abort(AsapSession session, String reason) {
        forget(session);
        session.association().abort(reason);
        lost(session, DownReason.UNREACHABLE);
    }

    private void forget(AsapSession session) {
        sessions.remove(session);
        resolutions.subscriptions().end(session);
    }

    private void lost(AsapSession session, DownReason reason) {
        // It may have been lost because this registrar did not run; a keep-alive will tell.
        var keep = session.established()
                && (domain.profile().rules().registration().keepOnAssociationLoss() || updates.isCatchingUp());
        for (var element : domain.handlespace().elementsOf(session)) {
            domain.handlespace().dissociate(element);
            if (!element.home().equals(domain.id())) {
                continue;
            }
            if (keep) {
                watch.verify(element);
            } else {
                registrations.remove(element, Removal.of(reason), null);
            }
        }
    }

    /** Ends all associations in order, without drawing conclusions about their elements. */
    public void shutdown() {
        closing = true;
        sessions.all().stream().map(AsapSession::association).forEach(Association::shutdown);
    }

    /** Frees the port of TCP; that of SCTP is the transport's. */
    public void close() {
        if (tcp != null) {
            tcp.close();
        }
    }
}
