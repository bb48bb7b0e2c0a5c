package io.rserpool.endpoint.user;

import io.rserpool.endpoint.authorisation.Denial;
import io.rserpool.endpoint.carrier.CarriedSession;
import io.rserpool.endpoint.carrier.direct.OutgoingDirect;
import io.rserpool.endpoint.carrier.mux.OutgoingLink;
import io.rserpool.endpoint.session.FailureKind;
import io.rserpool.protocol.session.SessionProtocol;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An association with an element, which shows only when it is up whether the element can multiplex sessions. */
final class ElementAssociation implements AssociationHandler {
    private final ElementLinks owner;
    private final OutgoingLink link;
    private AssociationHandler handler;

    ElementAssociation(ElementLinks owner, OutgoingLink link) {
        this.owner = owner;
        this.link = link;
        this.handler = link;
    }

    @Override
    public void onUp(Association association) {
        var denial = owner.admission().element(association);
        if (denial != null) {
            handler = AssociationHandler.IGNORE;
            link.denied(association, denial);
            return;
        }
        owner.connected(link);
        if (owner.options().multiplexing()
                && association.peerAdaptationIndication() == SessionProtocol.ADAPTATION_CODE_POINT) {
            owner.multiplexes(link);
        } else {
            owner.isForeign(link);
            handler = becomeDirect(association);
        }
        handler.onUp(association);
    }

    /** It carries the first session that waits for it, the others get associations of their own. */
    private AssociationHandler becomeDirect(Association association) {
        var sessions = new ArrayList<CarriedSession>();
        for (var session : link.giveUp()) {
            var denial = denial(association, session);
            if (denial == null) {
                sessions.add(session);
            } else {
                session.onLost(null, FailureKind.ELEMENT, link.cause(denial));
            }
        }
        if (sessions.isEmpty()) {
            association.abort("no session is left for this association");
            owner.closeOwn(link);
            return AssociationHandler.IGNORE;
        }
        var first = new OutgoingDirect(owner, association, sessions.getFirst(), () -> owner.closeOwn(link));
        sessions.stream().skip(1).forEach(CarriedSession::connectAgain);
        return first;
    }

    private @Nullable Denial denial(Association association, CarriedSession session) {
        return session.targets().stream()
                .map(target -> owner.admission().element(association, target.handle()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    @Override
    public void onMessage(Association association, int stream, int ppid, boolean unordered, ByteBuffer payload) {
        handler.onMessage(association, stream, ppid, unordered, payload);
    }

    @Override
    public void onWritable(Association association) {
        handler.onWritable(association);
    }

    @Override
    public void onPathChange(Association association, InetAddress address, PathChange change) {
        handler.onPathChange(association, address, change);
    }

    @Override
    public void onDown(Association association, DownReason reason) {
        handler.onDown(association, reason);
    }
}
