package io.rserpool.e2e.bench;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.loop.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** Requests to a registrar over one association, so many under way at a time; answers keep their order. */
final class ClosedLoop implements AssociationHandler {
    /** What is asked. */
    enum Kind {
        /** Registrations until there are so many elements. */
        FILL,
        /** Handle resolutions. */
        RESOLUTION,
        /** The oldest element is deregistered and another one registered, in turn. */
        REGISTRATION
    }

    /** CPU time of the registrar, in 1/100 s. */
    interface Ticks {
        long read() throws IOException;
    }

    private record Phase(String name, Kind kind, int window, int warmUp, int seconds, int elements) {}

    private static final PoolHandle HANDLE = PoolHandle.of("benchmark");
    private static final int LIFE_MILLISECONDS = 3_600_000;
    private static final int FILL_WINDOW = 32;
    private static final double MICROSECONDS_PER_TICK = 10_000;

    private final EventLoop loop;
    private final InetAddress address;
    private final Ticks ticks;
    private final CompletableFuture<Boolean> outcome;
    private final AsapCodec codec = new AsapCodec(DecoderLimits.DEFAULT);
    private final ByteBuffer resolution = codec.encode(new AsapMessage.HandleResolution(HANDLE, false, 0));
    private final ArrayDeque<Phase> phases = new ArrayDeque<>();
    private final ArrayDeque<Long> underWay = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
    private int oldest = 1;
    private int next = 1;
    private int population;
    private boolean deregisters;
    private Phase phase = new Phase("", Kind.FILL, 0, 0, 0, 0);
    private Durations durations = new Durations();
    private long measuresFrom;
    private long ends;
    private long ticksBefore;
    private boolean measuring;

    ClosedLoop(EventLoop loop, InetAddress address, Ticks ticks, CompletableFuture<Boolean> outcome) {
        this.loop = loop;
        this.address = address;
        this.ticks = ticks;
        this.outcome = outcome;
    }

    void fill(int elements) {
        phases.add(new Phase("fill", Kind.FILL, FILL_WINDOW, 0, 0, elements));
    }

    void measure(String name, Kind kind, int window, int warmUp, int seconds) {
        phases.add(new Phase(name, kind, window, warmUp, seconds, 0));
    }

    @Override
    public void onUp(Association association) {
        nextPhase(association);
    }

    private void nextPhase(Association association) {
        var following = phases.poll();
        if (following == null) {
            outcome.complete(true);
            return;
        }
        phase = following;
        population = following.kind() == Kind.FILL ? following.elements() : population;
        measuring = false;
        measuresFrom = loop.nanoTime() + following.warmUp() * 1_000_000_000L;
        ends = measuresFrom + following.seconds() * 1_000_000_000L;
        for (int i = 0; i < following.window(); i++) {
            ask(association);
        }
        if (underWay.isEmpty()) {
            nextPhase(association);
        }
    }

    private boolean isOver() {
        return phase.kind() == Kind.FILL ? next - oldest >= phase.elements() : loop.nanoTime() >= ends;
    }

    private void ask(Association association) {
        if (isOver()) {
            return;
        }
        underWay.add(System.nanoTime());
        send(association, request());
    }

    private void send(Association association, ByteBuffer message) {
        if (!waiting.isEmpty() || !association.send(0, Ppid.ASAP, message)) {
            waiting.add(message.duplicate());
        }
    }

    @Override
    public void onWritable(Association association) {
        while (!waiting.isEmpty() && association.send(0, Ppid.ASAP, waiting.peek())) {
            waiting.remove();
        }
    }

    private ByteBuffer request() {
        if (phase.kind() == Kind.RESOLUTION) {
            return resolution.rewind();
        }
        if (phase.kind() == Kind.REGISTRATION) {
            deregisters = !deregisters;
            if (deregisters) {
                return codec.encode(new AsapMessage.Deregistration(HANDLE, new PeIdentifier(oldest++)));
            }
        }
        return codec.encode(new AsapMessage.Registration(HANDLE, element(next++)));
    }

    private PoolElementParameter element(int identifier) {
        return new PoolElementParameter(
                new PeIdentifier(identifier),
                ServerId.NONE,
                LIFE_MILLISECONDS,
                new TransportParameter.Sctp(7890, TransportUse.DATA_PLUS_CONTROL, List.of(address)),
                new Policy.RoundRobin(),
                null);
    }

    @Override
    public void onMessage(Association association, int stream, int ppid, boolean unordered, ByteBuffer payload) {
        if (!(codec.decode(payload) instanceof Decoded.Message<AsapMessage>(var message, var reports))) {
            outcome.completeExceptionally(new IllegalStateException("malformed answer"));
            return;
        }
        switch (message) {
            case AsapMessage.EndpointKeepAlive keepAlive
            when keepAlive.identifier() != null ->
                send(
                        association,
                        codec.encode(new AsapMessage.EndpointKeepAliveAck(keepAlive.handle(), keepAlive.identifier())));
            case AsapMessage.HandleResolutionResponse response
            when !response.elements().isEmpty() -> answered(association);
            case AsapMessage.RegistrationResponse response when !response.rejected() -> answered(association);
            case AsapMessage.DeregistrationResponse response
            when response.causes().isEmpty() -> answered(association);
            default -> outcome.completeExceptionally(new IllegalStateException("answer: " + message));
        }
    }

    private void answered(Association association) {
        var now = loop.nanoTime();
        var asked = underWay.remove();
        if (!measuring && now >= measuresFrom && phase.seconds() > 0) {
            measuring = true;
            durations = new Durations();
            ticksBefore = ticks();
        } else if (measuring) {
            durations.add(System.nanoTime() - asked);
        }
        ask(association);
        if (underWay.isEmpty()) {
            print();
            nextPhase(association);
        }
    }

    private long ticks() {
        try {
            return ticks.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One line per measurement: elements, name, operations per s, p50 and p99 in ms, registrar's µs of CPU per one. */
    private void print() {
        if (!measuring) {
            return;
        }
        var elapsed = (loop.nanoTime() - measuresFrom) / 1e9;
        var cpu = (ticks() - ticksBefore) * MICROSECONDS_PER_TICK / durations.count();
        System.out.printf(
                Locale.ROOT,
                "%d;%s;%.0f;%.3f;%.3f;%.1f%n",
                population,
                phase.name(),
                durations.count() / elapsed,
                durations.quantile(0.5) / 1e6,
                durations.quantile(0.99) / 1e6,
                cpu);
    }

    @Override
    public void onDown(Association association, DownReason reason) {
        outcome.completeExceptionally(new IllegalStateException("the association is down: " + reason));
    }
}
