package io.rserpool.registrar.copies;

import io.rserpool.handlespace.PoolElement;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpMessage.HandleUpdate;
import io.rserpool.protocol.enrp.EnrpMessage.UpdateAction;
import io.rserpool.registrar.enrp.Peer;

/** ENRP_HANDLE_UPDATE (RFC 5353 section 3.3) about an element as it is here. */
final class HandleUpdates {
    private HandleUpdates() {}

    static HandleUpdate toAll(ServerId sender, UpdateAction action, PoolElement element) {
        return new HandleUpdate(sender, ServerId.NONE, action, false, element.handle(), element.parameter());
    }

    static HandleUpdate to(ServerId sender, Peer receiver, UpdateAction action, PoolElement element) {
        return new HandleUpdate(sender, receiver.id(), action, false, element.handle(), element.parameter());
    }

    /** That the receiver should become the element's home (draft-dreibholz-rserpool-enrp-takeover). */
    static HandleUpdate suggestion(ServerId sender, Peer receiver, PoolElement element) {
        return new HandleUpdate(
                sender, receiver.id(), UpdateAction.ADD_PE, true, element.handle(), element.parameter());
    }
}
