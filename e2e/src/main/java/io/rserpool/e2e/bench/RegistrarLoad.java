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
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.SctpTransport;
import io.rserpool.transport.sctp.usrsctp.UsrsctpConfig;
import io.rserpool.transport.sctp.usrsctp.UsrsctpTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Pool elements, each with an association of its own, that register and answer keep-alives. */
final class RegistrarLoad {
    private static final int FIRST_PORT = 20_000;
    private static final int REGISTRATION_LIFE_SECONDS = 3600;
    private static final int UNDER_WAY = 100;
    private static final SctpOptions OPTIONS =
            SctpOptions.RFC.withHeartbeatInterval(Duration.ofSeconds(30)).withStreams(2);

    private final SelectorEventLoop loop;
    private final InetAddress address;
    private final EndpointAddress registrar;
    private final int elements;
    private final int pools;
    private final AsapCodec codec = new AsapCodec(DecoderLimits.DEFAULT);
    private final AtomicInteger registered = new AtomicInteger();
    private int next;
    private final SctpTransport transport;

    RegistrarLoad(SelectorEventLoop loop, InetAddress address, InetAddress registrar, int elements, int pools) {
        this.loop = loop;
        this.address = address;
        this.registrar = EndpointAddress.of(registrar, 3863, EndpointAddress.UDP_ENCAPSULATION_PORT);
        this.elements = elements;
        this.pools = pools;
        this.transport = UsrsctpTransport.open(loop, new InetSocketAddress(address, 9899), UsrsctpConfig.DEFAULT);
    }

    void start() {
        loop.execute(() -> {
            for (int i = 0; i < UNDER_WAY; i++) {
                startNext();
            }
        });
    }

    /** Elements that the registrar has accepted and not lost since. */
    int registered() {
        return registered.get();
    }

    private void startNext() {
        if (next < elements) {
            int number = next++;
            transport.open(FIRST_PORT + number, OPTIONS).associate(registrar, new Element(number));
        }
    }

    /** Resolves one handle after the other, and completes the future with how long each took. */
    void resolve(int count, CompletableFuture<Durations> outcome) {
        transport.open(0, OPTIONS).associate(registrar, new Resolver(count, outcome));
    }

    private AsapMessage decode(ByteBuffer payload) {
        return switch (codec.decode(payload)) {
            case Decoded.Message<AsapMessage>(var message, var reports) -> message;
            case Decoded.Bad<AsapMessage>(var reason, var reports) -> throw new IllegalStateException(reason);
        };
    }

    private PoolHandle pool(int number) {
        return PoolHandle.of("pool-" + number % pools);
    }

    private final class Element implements AssociationHandler {
        private final int number;
        private final PeIdentifier identifier;

        Element(int number) {
            this.number = number;
            this.identifier = new PeIdentifier(number + 1);
        }

        @Override
        public void onUp(Association association) {
            var element = new PoolElementParameter(
                    identifier,
                    ServerId.NONE,
                    REGISTRATION_LIFE_SECONDS,
                    new TransportParameter.Sctp(FIRST_PORT + number, TransportUse.DATA_PLUS_CONTROL, List.of(address)),
                    new Policy.RoundRobin(),
                    null);
            association.send(0, Ppid.ASAP, codec.encode(new AsapMessage.Registration(pool(number), element)));
        }

        @Override
        public void onMessage(Association association, int stream, int ppid, boolean unordered, ByteBuffer payload) {
            switch (decode(payload)) {
                case AsapMessage.RegistrationResponse response
                when !response.rejected() -> {
                    registered.incrementAndGet();
                    startNext();
                }
                case AsapMessage.EndpointKeepAlive keepAlive ->
                    association.send(
                            0,
                            Ppid.ASAP,
                            codec.encode(new AsapMessage.EndpointKeepAliveAck(keepAlive.handle(), identifier)));
                case AsapMessage other -> System.err.println("element " + number + ": " + other);
            }
        }

        @Override
        public void onDown(Association association, DownReason reason) {
            System.err.println("element " + number + ": association " + reason);
            registered.decrementAndGet();
        }
    }

    private final class Resolver implements AssociationHandler {
        private final Durations durations = new Durations();
        private final int count;
        private final CompletableFuture<Durations> outcome;
        private long start;

        Resolver(int count, CompletableFuture<Durations> outcome) {
            this.count = count;
            this.outcome = outcome;
        }

        @Override
        public void onUp(Association association) {
            ask(association);
        }

        private void ask(Association association) {
            start = System.nanoTime();
            var question = new AsapMessage.HandleResolution(pool(durations.count()), false, 0);
            association.send(0, Ppid.ASAP, codec.encode(question));
        }

        @Override
        public void onMessage(Association association, int stream, int ppid, boolean unordered, ByteBuffer payload) {
            if (!(decode(payload) instanceof AsapMessage.HandleResolutionResponse response)
                    || response.elements().isEmpty()) {
                outcome.completeExceptionally(new IllegalStateException("no elements in " + decode(payload)));
                return;
            }
            durations.add(System.nanoTime() - start);
            if (durations.count() < count) {
                // Spread out, as resolutions of many users are.
                loop.schedule(Duration.ofMillis(2), () -> ask(association));
            } else {
                outcome.complete(durations);
            }
        }
    }
}
