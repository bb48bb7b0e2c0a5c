package io.rserpool.endpoint;

import io.rserpool.protocol.session.SessionProtocol;
import io.rserpool.transport.sctp.Association;
import io.rserpool.transport.sctp.AssociationHandler;
import java.net.InetAddress;
import java.nio.ByteBuffer;

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
        owner.connected(link);
        if (owner.options().multiplexing()
                && association.peerAdaptationIndication() == SessionProtocol.ADAPTATION_CODE_POINT) {
            owner.multiplexes(link);
        } else {
            owner.isForeign(link);
            handler = link.becomeDirect(association);
        }
        handler.onUp(association);
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
