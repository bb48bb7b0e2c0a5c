package io.rserpool.registrar.asap;

import io.rserpool.handlespace.PoolElement;
import io.rserpool.protocol.asap.AsapMessage.EndpointKeepAlive;
import io.rserpool.protocol.asap.AsapMessage.EndpointKeepAliveAck;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.domain.Removal;
import io.rserpool.transport.loop.TokenBucket;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds dead elements (RFC 5352 sections 3.4 and 3.5): keep-alives now and then and whenever somebody could
 * not reach an element, the end of registrations, and the change of home after a takeover.
 */
public final class KeepAlives {
    private static final Logger LOG = Logger.getLogger(KeepAlives.class);
    private static final int DUE_AT_ONCE = 512;

    /** The associations with elements. */
    interface Elements {
        /** That with an element's ASAP endpoint; a new one if need be. Null if it cannot have one. */
        @Nullable
        AsapSession sessionWith(PoolElement element);

        /** Ends one whose elements are of no more interest. */
        void abort(AsapSession session, String reason);
    }

    private final Domain domain;
    private final Elements elements;
    private final Watch watch;
    private final Registrations registrations;
    private final Updates updates;
    private final TokenBucket rate;

    KeepAlives(Domain domain, Elements elements, Watch watch, Registrations registrations, Updates updates) {
        this.domain = domain;
        this.elements = elements;
        this.watch = watch;
        this.registrations = registrations;
        this.updates = updates;
        this.rate = new TokenBucket(domain.settings().limits().rates().keepAlives(), domain.clock());
    }

    /** Does what is due; an element that fails does not keep the others waiting. */
    public void tick() {
        var now = domain.now();
        for (var element : domain.handlespace().due(now, DUE_AT_ONCE)) {
            domain.failures().guard("keep-alive", () -> due(element, now));
        }
    }

    private void due(PoolElement element, long now) {
        if (element.expiry() <= now) {
            expired(element);
        } else if (element.keepAlive() > now) {
            return; // went with another element of its association
        } else if (watch.isAsked(element)) {
            dead(element);
        } else if (rate.take(domain.clock())) {
            send(element);
        }
    }

    private void expired(PoolElement element) {
        if (element.home().equals(domain.id())) {
            var session = element.association() instanceof AsapSession alive ? alive : null;
            registrations.remove(element, Removal.EXPIRED, session);
        } else {
            domain.handlespace().remove(element);
        }
    }

    private void dead(PoolElement element) {
        if (!element.home().equals(domain.id())) {
            watch.abandon(element);
            return;
        }
        if (element.association() instanceof AsapSession session) {
            elements.abort(session, "no answer to keep-alive");
        }
        if (domain.handlespace().element(element.handle(), element.identifier()) == element) {
            registrations.remove(element, Removal.KEEP_ALIVE_TIMEOUT, null);
        }
    }

    private void send(PoolElement element) {
        var session = elements.sessionWith(element);
        if (session == null && !element.home().equals(domain.id())) {
            watch.abandon(element);
            return;
        }
        if (session == null) {
            registrations.remove(element, Removal.NO_ASAP_TRANSPORT, null);
            return;
        }
        domain.handlespace().associate(element, session);
        watch.asked(element);
        domain.metrics().keepAliveSent();
        session.send(new EndpointKeepAlive(
                domain.id(), element.handle(), watch.isChangingHome(element), element.identifier()));
    }

    void acknowledged(AsapSession session, EndpointKeepAliveAck acknowledgement) {
        var element = domain.handlespace().element(acknowledgement.handle(), acknowledgement.identifier());
        if (element == null || element.association() != session) {
            return;
        }
        var denial = domain.authorisation().element(session.identity(), element.handle());
        if (denial != null) {
            domain.denials().denied(denial, session.association(), element.handle());
            return;
        }
        watch.answered(element);
        updates.alive(element);
        if (watch.hasChangedHome(element)) {
            domain.log()
                    .info(
                            "element changed home handle=%s element=%s home=%s",
                            element.handle(), element.identifier(), domain.id());
            domain.handlespace().setHome(element, domain.id());
            domain.handlespace().setDeadlines(element, domain.expiry(element.registrationLife()), element.keepAlive());
            updates.added(element);
        }
        if (element.home().equals(domain.id())) {
            watch.askLater(element);
        }
    }

    /**
     * Somebody could not reach an element. Where security is required, only what the element answers counts, since a user
     * that lies is nobody's stranger (RFC 5355 section 2.13); else so many reports are enough (RFC 5352 section 3.5).
     */
    public void reported(PoolElement element) {
        var rules = domain.profile().rules();
        if (!element.home().equals(domain.id())) {
            if (rules.reports().forwarded()) {
                updates.reported(element);
            }
            return;
        }
        LOG.debugf("element reported unreachable handle=%s element=%s", element.handle(), element.identifier());
        if (domain.authorisation().required()) {
            if (watch.mayAskAtOnce(element)) {
                send(element);
            }
        } else if (element.countUnreachableReport() > domain.profile().maxBadPeReports()) {
            var session = element.association() instanceof AsapSession alive ? alive : null;
            registrations.remove(element, Removal.UNREACHABLE_REPORTS, session);
        } else if (!watch.isAsked(element)) {
            send(element);
        }
    }
}
