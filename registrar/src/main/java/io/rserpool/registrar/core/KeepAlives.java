package io.rserpool.registrar.core;

import io.rserpool.handlespace.PoolElement;
import io.rserpool.protocol.asap.AsapMessage.EndpointKeepAlive;
import io.rserpool.protocol.asap.AsapMessage.EndpointKeepAliveAck;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Finds dead elements (RFC 5352 sections 3.4 and 3.5): keep-alives now and then and whenever somebody could
 * not reach an element, the end of registrations, and the change of home after a takeover. The keep-alives of
 * all elements together are limited, so that their period grows with their number.
 */
final class KeepAlives {
    private static final Logger LOG = Logger.getLogger(KeepAlives.class);
    private static final int DUE_AT_ONCE = 512;
    private static final double VARIATION = 0.5;

    private final Domain domain;
    private final AsapServer server;
    private final Updates updates;
    private final TokenBucket rate;
    private final Set<PoolElement> unanswered = new HashSet<>();
    private final Set<PoolElement> homeChanges = new HashSet<>();
    private long lastHomeChange;

    KeepAlives(Domain domain, AsapServer server, Updates updates) {
        this.domain = domain;
        this.server = server;
        this.updates = updates;
        this.rate = new TokenBucket(domain.settings().limits().rates().keepAlives(), domain.clock());
        this.lastHomeChange = domain.now();
    }

    /** An element was registered here until then. */
    void begin(PoolElement element, long expiry) {
        unanswered.remove(element);
        homeChanges.remove(element);
        domain.handlespace().setDeadlines(element, expiry, domain.in(period()));
    }

    /**
     * An element became ours by takeover, or shall: it must hear of its new home soon. Many are told one after the
     * other, with at most half of all keep-alives, so that the others' deadlines are kept.
     */
    void takeOver(PoolElement element, long expiry) {
        unanswered.remove(element);
        homeChanges.add(element);
        lastHomeChange = Math.max(domain.now(), lastHomeChange + spacing());
        domain.handlespace().setDeadlines(element, expiry, lastHomeChange);
    }

    /** Whether an element has not acknowledged yet that this is its home. */
    boolean isChangingHome(PoolElement element) {
        return homeChanges.contains(element);
    }

    /** Asks soon whether an element lives, even if it was asked already; spaced like changes of home. */
    void verify(PoolElement element) {
        if (unanswered.remove(element) || element.keepAlive() > lastHomeChange) {
            lastHomeChange = Math.max(domain.now(), lastHomeChange + spacing());
            domain.handlespace().setDeadlines(element, element.expiry(), lastHomeChange);
        }
    }

    private long spacing() {
        return Duration.ofSeconds(2).toNanos()
                / domain.settings().limits().rates().keepAlives();
    }

    /** An element is not ours any more. */
    void forget(PoolElement element) {
        unanswered.remove(element);
        homeChanges.remove(element);
        domain.handlespace().setDeadlines(element, PoolElement.NEVER, PoolElement.NEVER);
    }

    private Duration period() {
        var owned = domain.handlespace().countOwnedBy(domain.id());
        var least = Duration.ofSeconds(1)
                .multipliedBy(owned)
                .dividedBy(domain.settings().limits().rates().keepAlives());
        var configured = domain.profile().keepAlivePeriod();
        return domain.vary(configured.compareTo(least) >= 0 ? configured : least, VARIATION);
    }

    /** Does what is due; an element that fails does not keep the others waiting. */
    void tick() {
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
        } else if (unanswered.contains(element)) {
            dead(element);
        } else if (rate.take(domain.clock())) {
            send(element);
        }
    }

    private void expired(PoolElement element) {
        if (element.home().equals(domain.id())) {
            var session = element.association() instanceof AsapSession alive ? alive : null;
            server.registrations().remove(element, "expired", session);
        } else {
            domain.handlespace().remove(element);
        }
    }

    private void dead(PoolElement element) {
        if (!element.home().equals(domain.id())) {
            abandon(element);
            return;
        }
        if (element.association() instanceof AsapSession session) {
            server.abort(session, "no answer to keep-alive");
        }
        if (domain.handlespace().element(element.handle(), element.identifier()) == element) {
            server.registrations().remove(element, "keep-alive-timeout", null);
        }
    }

    /** Another registrar suggested to take this element over; it stays where it is. */
    private void abandon(PoolElement element) {
        unanswered.remove(element);
        homeChanges.remove(element);
        domain.handlespace().setDeadlines(element, element.expiry(), PoolElement.NEVER);
    }

    private void send(PoolElement element) {
        var session = server.sessionWith(element);
        if (session == null && !element.home().equals(domain.id())) {
            abandon(element);
            return;
        }
        if (session == null) {
            server.registrations().remove(element, "no-asap-transport", null);
            return;
        }
        domain.handlespace().associate(element, session);
        unanswered.add(element);
        domain.handlespace()
                .setDeadlines(
                        element, element.expiry(), domain.in(domain.profile().keepAliveTimeout()));
        domain.metrics().keepAliveSent();
        session.send(new EndpointKeepAlive(
                domain.id(), element.handle(), homeChanges.contains(element), element.identifier()));
    }

    void acknowledged(AsapSession session, EndpointKeepAliveAck acknowledgement) {
        var element = domain.handlespace().element(acknowledgement.handle(), acknowledgement.identifier());
        if (element == null || element.association() != session) {
            return;
        }
        unanswered.remove(element);
        updates.alive(element);
        if (homeChanges.remove(element)) {
            domain.log()
                    .info(
                            "element changed home handle=%s element=%s home=%s",
                            element.handle(), element.identifier(), domain.id());
            domain.handlespace().setHome(element, domain.id());
            domain.handlespace()
                    .setDeadlines(
                            element, server.registrations().expiry(element.registrationLife()), element.keepAlive());
            updates.added(element);
        }
        if (element.home().equals(domain.id())) {
            domain.handlespace().setDeadlines(element, element.expiry(), domain.in(period()));
        }
    }

    /** Somebody could not reach an element. */
    void reported(PoolElement element) {
        var rules = domain.profile().rules();
        if (!element.home().equals(domain.id())) {
            if (rules.forwardReports()) {
                updates.reported(element);
            }
            return;
        }
        LOG.debugf("element reported unreachable handle=%s element=%s", element.handle(), element.identifier());
        if (element.countUnreachableReport() > domain.profile().maxBadPeReports()) {
            var session = element.association() instanceof AsapSession alive ? alive : null;
            server.registrations().remove(element, "unreachable-reports", session);
        } else if (!unanswered.contains(element)) {
            send(element);
        }
    }
}
