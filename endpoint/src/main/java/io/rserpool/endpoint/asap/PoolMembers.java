package io.rserpool.endpoint.asap;

import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.parameter.PoolElementParameter;
import java.util.List;
import java.util.function.Consumer;

/** Asks a registrar for the elements of a pool (RFC 5352 section 2.2.7), past every cache. */
public final class PoolMembers {
    private final Registrars registrars;
    private final PoolHandle handle;

    public PoolMembers(Registrars registrars, PoolHandle handle) {
        this.registrars = registrars;
        this.handle = handle;
    }

    /**
     * Asks once; one of the two is called.
     *
     * @param most elements to be named, by the pool's policy
     * @param found perhaps none, also if there is no such pool
     * @param failed no registrar has answered in time, and why
     */
    public void ask(int most, Consumer<List<PoolElementParameter>> found, Consumer<String> failed) {
        var timers = registrars.timers();
        registrars.metrics().resolutions.increment();
        var outcome = new AsapRequest.Outcome() {
            @Override
            public void onResponse(AsapMessage response) {
                if (response instanceof AsapMessage.HandleResolutionResponse resolution) {
                    found.accept(resolution.elements());
                }
            }

            @Override
            public void onFailure(String cause) {
                failed.accept(cause);
            }
        };
        registrars.request(new AsapRequest(
                new AsapMessage.HandleResolution(handle, false, most),
                timers.t1Request(),
                1 + timers.maxRequestRetransmit(),
                outcome));
    }
}
