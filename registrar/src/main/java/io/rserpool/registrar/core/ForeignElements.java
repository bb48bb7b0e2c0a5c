package io.rserpool.registrar.core;

import io.rserpool.handlespace.Handlespace.Outcome;
import io.rserpool.handlespace.PoolElement;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpMessage.HandleUpdate;
import io.rserpool.protocol.enrp.EnrpMessage.UpdateAction;
import io.rserpool.protocol.parameter.PoolElementParameter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What other registrars say about elements (RFC 5353 sections 3.3 and 3.6). */
final class ForeignElements {
    private final Domain domain;
    private final EnrpServer server;
    private @Nullable KeepAlives keepAlives;
    private int mark;

    ForeignElements(Domain domain, EnrpServer server) {
        this.domain = domain;
        this.server = server;
    }

    void use(KeepAlives ours) {
        keepAlives = ours;
    }

    /** Elements stored from now on bear another mark. */
    int newMark() {
        return ++mark;
    }

    void updated(Peer peer, HandleUpdate update) {
        if (update.element().home().equals(ServerId.NONE)) {
            domain.metrics().dropped("element-without-home");
            return;
        }
        if (update.action() == UpdateAction.ADD_PE) {
            if (!update.element().home().equals(domain.id())) {
                store(update.handle(), update.element());
            }
        } else {
            deleted(peer, update);
        }
    }

    /** Only its home can end an element. To the home itself it is a hint to look after the element. */
    private void deleted(Peer peer, HandleUpdate update) {
        var element =
                domain.handlespace().element(update.handle(), update.element().identifier());
        if (element == null) {
            return;
        }
        if (element.home().equals(peer.id())) {
            domain.handlespace().remove(element);
        } else if (element.home().equals(domain.id()) && keepAlives != null) {
            keepAlives.reported(element);
        }
    }

    /** Stores another registrar's element, which may have been ours before. */
    @Nullable
    PoolElement store(PoolHandle handle, PoolElementParameter parameter) {
        switch (domain.handlespace().put(handle, parameter)) {
            case Outcome.Stored(var element, var added) -> {
                if (keepAlives != null) {
                    keepAlives.forget(element);
                }
                element.setSyncMark(mark);
                if (domain.profile().rules().foreignLivesExpire()) {
                    var life = Duration.ofMillis(Integer.toUnsignedLong(parameter.registrationLife()));
                    domain.handlespace().setDeadlines(element, domain.in(life), PoolElement.NEVER);
                }
                return element;
            }
            case Outcome.Refused(var refusal, var pool) -> {
                domain.metrics().dropped("element-of-peer-refused");
                EnrpServer.LOG.warnf(
                        "element of peer refused handle=%s element=%s home=%s reason=%s",
                        handle, parameter.identifier(), parameter.home(), refusal);
                return null;
            }
        }
    }

    /**
     * Stores what a registrar says it owns. Where both think so, as after a partition: an association with
     * the element decides, and if both may have one, the larger ID.
     */
    void storeOwnedBy(Peer peer, PoolHandle handle, PoolElementParameter parameter) {
        var known = domain.handlespace().element(handle, parameter.identifier());
        var contested = known != null && known.home().equals(domain.id());
        if (known != null
                && contested
                && known.association() != null
                && domain.id().compareTo(peer.id()) > 0) {
            server.send(peer, server.update(UpdateAction.ADD_PE, known, peer.id()));
            if (keepAlives != null) {
                keepAlives.takeOver(known, known.expiry());
            }
            return;
        }
        if (known != null && contested) {
            domain.handlespace().dissociate(known);
        }
        store(handle, parameter);
    }

    /** A registrar does not own this element any more, which we thought it did. */
    void disowned(PoolElement element) {
        if (element.association() != null && keepAlives != null) {
            domain.handlespace().setHome(element, domain.id());
            keepAlives.takeOver(element, PoolElement.NEVER);
            server.added(element);
        } else {
            domain.handlespace().remove(element);
        }
    }
}
