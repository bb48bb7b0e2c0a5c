package io.rserpool.endpoint.user;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.asap.AsapMessage.BusinessCard;
import io.rserpool.protocol.asap.AsapMessage.Cookie;
import io.rserpool.protocol.asap.AsapMessage.CookieEcho;
import io.rserpool.protocol.parameter.PoolElementParameter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PU's memory of what came over a session's control channel (RFC 5352 sections 3.8 and 3.9): the last cookie, and the
 * order of failover that the last business card recommends. The card is the element's claim: only its order counts, among
 * elements that the registrar names too and at the addresses that the registrar says; a card of another pool than the
 * session's orders nothing.
 */
final class SessionControl {
    private final PoolHandle handle;
    private @Nullable Cookie cookie;
    private List<PeIdentifier> order = List.of();

    SessionControl(PoolHandle handle) {
        this.handle = handle;
    }

    void received(AsapMessage message) {
        switch (message) {
            case Cookie last -> cookie = last;
            case BusinessCard(var pool, var elements)
            when pool.equals(handle) ->
                order = elements.stream().map(PoolElementParameter::identifier).toList();
            default -> {
                // Nothing else is for a PU here.
            }
        }
    }

    boolean hasCookie() {
        return cookie != null;
    }

    /** Where to fail over to, the best first. */
    List<PeIdentifier> order() {
        return order;
    }

    /** What another element has to be told before all else. */
    List<AsapMessage> first(boolean echo, @Nullable BusinessCard card) {
        var messages = new ArrayList<AsapMessage>(2);
        if (echo && cookie != null) {
            messages.add(new CookieEcho(cookie.hex()));
        }
        if (card != null) {
            messages.add(card);
        }
        return messages;
    }
}
