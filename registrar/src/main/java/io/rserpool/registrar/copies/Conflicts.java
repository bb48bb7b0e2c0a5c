package io.rserpool.registrar.copies;

import io.rserpool.handlespace.Pool;
import io.rserpool.handlespace.PoolElement;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapMessage.DeregistrationResponse;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.registrar.asap.AsapSession;
import io.rserpool.registrar.asap.Registrations;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.domain.Dropped;
import io.rserpool.registrar.domain.Removal;
import io.rserpool.registrar.enrp.Peers;
import java.util.List;

/**
 * What was registered with different registrars at the same time, or on both sides of a partition, and cannot be
 * together: two elements of one identifier, and elements that do not fit into one pool. A registration that comes
 * second is refused (RFC 5352 section 3.1); among registrars nobody comes second, so that of the home which wins
 * takeovers stays. The others are told that their registration has ended, and are refused when they try again.
 */
final class Conflicts {
    private final Domain domain;
    private final Peers peers;
    private final Registrations registrations;

    Conflicts(Domain domain, Peers peers, Registrations registrations) {
        this.domain = domain;
        this.peers = peers;
        this.registrations = registrations;
    }

    /** Whether an element that is known here excludes what is said of another one with its identifier. */
    boolean excludes(PoolElement known, PoolElementParameter other) {
        var twin = !known.home().equals(other.home())
                && !known.parameter().userTransport().equals(other.userTransport());
        if (!twin) {
            return false;
        }
        if (prevails(known.home(), other.home())) {
            domain.metrics().dropped(Dropped.ELEMENT_OF_PEER_HAS_KNOWN_IDENTIFIER);
            return true;
        }
        if (known.home().equals(domain.id())) {
            giveUp(known);
        }
        return false;
    }

    private boolean prevails(ServerId home, ServerId other) {
        var lives = home.equals(domain.id()) || peers.isLinked(home);
        return lives && domain.prevails(home, other);
    }

    private void giveUp(PoolElement element) {
        domain.log()
                .warn(
                        "element gives way to another one with its identifier handle=%s element=%s",
                        element.handle(), element.identifier());
        if (element.association() instanceof AsapSession session) {
            domain.handlespace().dissociate(element);
            session.send(new DeregistrationResponse(element.handle(), element.identifier(), List.of()));
        }
    }

    /** Whether a pool gives way to an element that does not fit into it. */
    boolean yields(Pool pool, ServerId home) {
        return pool.elements().stream().noneMatch(element -> prevails(element.home(), home));
    }

    /** Ends the registration of an element here, for the sake of one of another registrar. */
    void end(PoolElement own) {
        domain.log()
                .warn(
                        "element gives way to a pool that it does not fit into handle=%s element=%s",
                        own.handle(), own.identifier());
        var session = own.association() instanceof AsapSession alive ? alive : null;
        registrations.remove(own, Removal.POOL_CONFLICT, session);
    }
}
