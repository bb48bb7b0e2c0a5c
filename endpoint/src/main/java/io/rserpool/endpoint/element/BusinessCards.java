package io.rserpool.endpoint.element;

import io.rserpool.endpoint.asap.PoolMembers;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.parameter.PoolElementParameter;
import java.util.ArrayList;
import java.util.List;

/**
 * The business cards of an element (RFC 5352 section 3.9): each user is told, when its session begins, where to fail over
 * to. The order is that in which the registrar names the other elements of the pool, by its policy.
 */
public final class BusinessCards {
    private static final int ITEMS = 32;
    private static final int MAX_WAITING = 1024;

    private final Registrars registrars;
    private final PoolMembers members;
    private final PeIdentifier own;
    private final boolean toForeign;
    private final List<IncomingSession> waiting = new ArrayList<>();
    private List<PoolElementParameter> others = List.of();
    private long resolvedAt;
    private boolean resolved;

    /**
     * @param own the element itself, which its card does not name
     * @param toForeign whether users that do not multiplex get cards, too; RSPLIB misreads them
     */
    public BusinessCards(Registrars registrars, PoolHandle handle, PeIdentifier own, boolean toForeign) {
        this.registrars = registrars;
        this.members = new PoolMembers(registrars, handle);
        this.own = own;
        this.toForeign = toForeign;
    }

    /**
     * Shows the card to the session's user, at once or when the registrar has named the others. A card is advice: without
     * a registrar, without others, or without room in the send buffer there is none.
     */
    public void show(IncomingSession session) {
        if (session.direct() && !toForeign) {
            return;
        }
        if (isFresh()) {
            send(session);
        } else if (waiting.size() < MAX_WAITING) {
            waiting.add(session);
            if (waiting.size() == 1) {
                members.ask(ITEMS, this::onResolved, cause -> waiting.clear());
            }
        }
    }

    private boolean isFresh() {
        var age = registrars.loop().nanoTime() - resolvedAt;
        return resolved && age < registrars.timers().staleCacheValue().toNanos();
    }

    private void onResolved(List<PoolElementParameter> elements) {
        others = elements.stream()
                .filter(element -> !element.identifier().equals(own))
                .limit(ITEMS)
                .toList();
        resolved = true;
        resolvedAt = registrars.loop().nanoTime();
        var sessions = List.copyOf(waiting);
        waiting.clear();
        sessions.forEach(this::send);
    }

    private void send(IncomingSession session) {
        if (!others.isEmpty()) {
            session.sendBusinessCard(others);
        }
    }
}
