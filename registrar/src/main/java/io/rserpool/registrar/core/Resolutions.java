package io.rserpool.registrar.core;

import io.rserpool.handlespace.Pool;
import io.rserpool.handlespace.PoolElement;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.asap.AsapMessage.HandleResolution;
import io.rserpool.protocol.asap.AsapMessage.HandleResolutionResponse;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.PoolElementParameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Handle resolution, once or with dynamic updates (RFC 5352 section 3.3). */
final class Resolutions {
    private static final int MAX_BYTES = 60_000;

    private final Domain domain;
    private final Subscriptions subscriptions;
    private final PoolElement[] into;

    Resolutions(Domain domain) {
        this.domain = domain;
        this.into = new PoolElement[domain.settings().limits().itemsPerResolution()];
        this.subscriptions = new Subscriptions(domain, this::update);
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    void resolve(AsapSession session, HandleResolution request) {
        if (!session.mayResolve(domain.now())) {
            refuse(session, request, ErrorCause.LACK_OF_RESOURCES);
            return;
        }
        var pool = domain.handlespace().pool(request.handle());
        var elements = pool == null ? List.<PoolElementParameter>of() : select(pool, request.items(), 1);
        if (pool == null || elements.isEmpty()) {
            subscriptions.end(session, request.handle());
            refuse(session, request, whyNone(pool));
            return;
        }
        var subscribed = request.subscribe() && subscriptions.subscribe(session, request.handle(), request.items());
        if (!session.send(
                new HandleResolutionResponse(request.handle(), subscribed, pool.policy(), elements, List.of()))) {
            subscriptions.end(session, request.handle());
        }
    }

    /** What a subscriber is told; that nobody is left, or nobody who can serve, is the last thing. */
    private HandleResolutionResponse update(PoolHandle handle, int items) {
        var pool = domain.handlespace().pool(handle);
        var elements = pool == null ? List.<PoolElementParameter>of() : select(pool, items, 0);
        return pool == null || elements.isEmpty()
                ? new HandleResolutionResponse(handle, false, null, List.of(), List.of(ErrorCause.of(whyNone(pool))))
                : new HandleResolutionResponse(handle, true, pool.policy(), elements, List.of());
    }

    /** A positive answer must have an element (section 2.2.6), but a policy may let none be selected now. */
    private static int whyNone(@Nullable Pool pool) {
        return pool == null ? ErrorCause.UNKNOWN_POOL_HANDLE : ErrorCause.LACK_OF_RESOURCES;
    }

    private List<PoolElementParameter> select(Pool pool, int items, int increment) {
        var wanted = items <= 0 ? domain.profile().rules().defaultItems() : items;
        var most = Math.min(wanted, domain.settings().limits().itemsPerResolution());
        var selected = new ArrayList<PoolElementParameter>();
        int bytes = 0;
        var count = pool.select(Math.min(most, into.length), increment, into);
        for (var element : Arrays.asList(into).subList(0, count)) {
            bytes += Parameters.size(element.parameter());
            if (bytes > MAX_BYTES) {
                break;
            }
            selected.add(Parameters.with(element.parameter(), element.home(), null));
        }
        return selected;
    }

    private void refuse(AsapSession session, HandleResolution request, int code) {
        var cause = ErrorCause.of(code);
        domain.metrics().refused(cause);
        session.send(new HandleResolutionResponse(request.handle(), false, null, List.of(), List.of(cause)));
    }
}
