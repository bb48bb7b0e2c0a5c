package io.rserpool.registrar.core;

import io.rserpool.handlespace.Pool;
import io.rserpool.protocol.asap.AsapMessage.HandleResolution;
import io.rserpool.protocol.asap.AsapMessage.HandleResolutionResponse;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.PoolElementParameter;
import java.util.ArrayList;
import java.util.List;

/** Handle resolution (RFC 5352 section 3.3). */
final class Resolutions {
    private static final int MAX_BYTES = 60_000;

    private final Domain domain;

    Resolutions(Domain domain) {
        this.domain = domain;
    }

    void resolve(AsapSession session, HandleResolution request) {
        var pool = domain.handlespace().pool(request.handle());
        if (!session.mayResolve(domain.now())) {
            refuse(session, request, ErrorCause.LACK_OF_RESOURCES);
        } else if (pool == null) {
            refuse(session, request, ErrorCause.UNKNOWN_POOL_HANDLE);
        } else {
            session.send(new HandleResolutionResponse(
                    request.handle(), false, pool.policy(), select(pool, request.items()), List.of()));
        }
    }

    private List<PoolElementParameter> select(Pool pool, int items) {
        var wanted = items <= 0 ? domain.profile().rules().defaultItems() : items;
        var most = Math.min(wanted, domain.settings().limits().itemsPerResolution());
        var selected = new ArrayList<PoolElementParameter>();
        int bytes = 0;
        for (var element : pool.select(most, 1)) {
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
