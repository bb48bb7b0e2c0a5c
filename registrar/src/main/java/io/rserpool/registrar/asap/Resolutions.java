package io.rserpool.registrar.asap;

import io.rserpool.handlespace.Pool;
import io.rserpool.handlespace.PoolElement;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage.HandleResolution;
import io.rserpool.protocol.asap.AsapMessage.HandleResolutionResponse;
import io.rserpool.protocol.asap.EncodedResolutionResponse;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.registrar.asap.Subscriptions.Update;
import io.rserpool.registrar.domain.Domain;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Handle resolution, once or with dynamic updates (RFC 5352 section 3.3). */
final class Resolutions {
    private static final int MAX_BYTES = 60_000;

    private final Domain domain;
    private final AsapCodec codec;
    private final Subscriptions subscriptions;

    /** Used again for each resolution, as is the buffer: they leave no garbage. */
    private final PoolElement[] selected;

    private final ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES);

    Resolutions(Domain domain, AsapCodec codec) {
        this.domain = domain;
        this.codec = codec;
        this.selected = new PoolElement[domain.settings().limits().itemsPerResolution()];
        this.subscriptions = new Subscriptions(domain, this::update);
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    void resolve(AsapSession session, HandleResolution request) {
        if (!session.mayResolve(request.handle(), domain.clock())) {
            refuse(session, request, tooMany());
            return;
        }
        var denial = domain.authorisation().resolution(session.identity(), request.handle());
        if (denial != null) {
            domain.denials().denied(denial, session.association(), request.handle());
            refuse(session, request, ErrorCause.REJECTED_FOR_SECURITY);
            return;
        }
        var pool = domain.handlespace().pool(request.handle());
        var count = select(pool, request.items(), 1);
        if (pool == null || count == 0) {
            subscriptions.end(session, request.handle());
            refuse(session, request, whyNone(pool));
            return;
        }
        var subscribed = request.subscribe() && subscriptions.subscribe(session, request.handle(), request.items());
        if (!session.send(answer(pool, count, subscribed))) {
            subscriptions.end(session, request.handle());
        }
    }

    private int tooMany() {
        return domain.profile().rules().resolution().unknownPoolBeyondRates()
                ? ErrorCause.UNKNOWN_POOL_HANDLE
                : ErrorCause.LACK_OF_RESOURCES;
    }

    /** What a subscriber is told; that nobody is left, or nobody who can serve, is the last thing. */
    private Update update(PoolHandle handle, int items) {
        var pool = domain.handlespace().pool(handle);
        var count = select(pool, items, 0);
        return pool == null || count == 0
                ? new Update(codec.encode(refusal(handle, ErrorCause.of(whyNone(pool)))), true)
                : new Update(answer(pool, count, true), false);
    }

    /** A positive answer must have an element (section 2.2.6), but a policy may let none be selected now. */
    private static int whyNone(@Nullable Pool pool) {
        return pool == null ? ErrorCause.UNKNOWN_POOL_HANDLE : ErrorCause.LACK_OF_RESOURCES;
    }

    /** How many elements of a pool are selected; none if there is no pool. */
    private int select(@Nullable Pool pool, int items, int increment) {
        var wanted = items <= 0 ? domain.profile().rules().resolution().defaultItems() : items;
        return pool == null ? 0 : pool.select(Math.min(wanted, selected.length), increment, selected);
    }

    /** The first of those selected, as many as fit into a message. It is valid until the next one. */
    private ByteBuffer answer(Pool pool, int count, boolean subscribed) {
        EncodedResolutionResponse.begin(buffer, subscribed);
        pool.write(selected[0], buffer);
        for (int i = 0; i < count && selected[i].encodedLength() <= buffer.remaining(); i++) {
            selected[i].write(buffer);
        }
        return EncodedResolutionResponse.end(buffer);
    }

    private void refuse(AsapSession session, HandleResolution request, int code) {
        var cause = ErrorCause.of(code);
        domain.metrics().refused(cause);
        session.send(refusal(request.handle(), cause));
    }

    private static HandleResolutionResponse refusal(PoolHandle handle, ErrorCause cause) {
        return new HandleResolutionResponse(handle, false, null, List.of(), List.of(cause));
    }
}
