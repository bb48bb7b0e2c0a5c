package io.rserpool.e2e.bench;

import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.SctpTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A user that resolves handles all the time, one after the other. */
final class Resolutions implements AssociationHandler {
    private static final Duration PAUSE = Duration.ofMillis(1);

    private record Timed(long end, long duration) {}

    private static final AsapCodec CODEC = new AsapCodec(DecoderLimits.DEFAULT);

    private final SelectorEventLoop loop;
    private final ManyElements load;
    private final List<Timed> timed = new ArrayList<>();
    private long start;
    private int next;

    Resolutions(SelectorEventLoop loop, SctpTransport transport, EndpointAddress registrar, ManyElements load) {
        this.loop = loop;
        this.load = load;
        loop.execute(() -> transport.open(0, SctpOptions.FAST).associate(registrar, this));
    }

    /**
     * How long the resolutions since the last call took.
     *
     * @param from only those that ended after this time (ns)
     */
    Durations take(long from) {
        return loop.call(() -> {
            var taken = new Durations();
            timed.stream().filter(one -> one.end() >= from).forEach(one -> taken.add(one.duration()));
            timed.clear();
            return taken;
        });
    }

    @Override
    public void onUp(Association association) {
        ask(association, loop);
    }

    private void ask(Association association, EventLoop clock) {
        start = clock.nanoTime();
        var question = new AsapMessage.HandleResolution(load.pool(next++), false, 3);
        association.send(0, Ppid.ASAP, CODEC.encode(question));
    }

    @Override
    public void onMessage(Association association, int stream, int ppid, boolean unordered, ByteBuffer payload) {
        var now = loop.nanoTime();
        timed.add(new Timed(now, now - start));
        loop.schedule(PAUSE, () -> ask(association, loop));
    }

    @Override
    public void onDown(Association association, DownReason reason) {
        System.err.println("the user's association is down: " + reason);
    }
}
