package io.rserpool.endpoint.user;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.asap.AsapMessage.BusinessCard;
import io.rserpool.protocol.asap.AsapMessage.CookieEcho;
import io.rserpool.protocol.parameter.PoolElementParameter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PU's memory of the business cards that came over a session's control channel (RFC 5352 section 3.9): the
 * order of failover that the last one recommends. The card is the element's claim: only its order counts, among
 * elements that the registrar names too and at the addresses that the registrar says; a card of another pool than the
 * session's orders nothing.
 */
final class SessionControl {
    private final PoolHandle handle;
    private List<PeIdentifier> order = List.of();

    SessionControl(PoolHandle handle) {
        this.handle = handle;
    }

    void received(BusinessCard card) {
        if (card.handle().equals(handle)) {
            order = card.elements().stream()
                    .map(PoolElementParameter::identifier)
                    .toList();
        }
    }

    /** Where to fail over to, the best first. */
    List<PeIdentifier> order() {
        return order;
    }

    /** What another element has to be told before all else. */
    List<AsapMessage> first(byte @Nullable [] cookie, @Nullable BusinessCard card) {
        var messages = new ArrayList<AsapMessage>(2);
        if (cookie != null) {
            messages.add(CookieEcho.of(cookie));
        }
        if (card != null) {
            messages.add(card);
        }
        return messages;
    }
}
