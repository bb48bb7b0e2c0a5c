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
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.SctpTransport;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Pool elements that share associations, 1000 of them one: a large handlespace at little cost. */
final class ManyElements {
    static final int PER_ASSOCIATION = 1000;

    private static final int UNDER_WAY = 50;
    private static final AsapCodec CODEC = new AsapCodec(DecoderLimits.DEFAULT);

    private final SctpTransport transport;
    private final EndpointAddress registrar;
    private final int elements;
    private final int pools;
    private final AtomicInteger registered = new AtomicInteger();

    ManyElements(SctpTransport transport, EndpointAddress registrar, int elements, int pools) {
        this.transport = transport;
        this.registrar = registrar;
        this.elements = elements;
        this.pools = pools;
    }

    /** To be called on the event loop. */
    void start() {
        for (int first = 0; first < elements; first += PER_ASSOCIATION) {
            transport
                    .open(0, SctpOptions.RFC.withStreams(2))
                    .associate(registrar, new Group(first, Math.min(elements, first + PER_ASSOCIATION)));
        }
    }

    int registered() {
        return registered.get();
    }

    PoolHandle pool(int number) {
        return PoolHandle.of("pool-" + number % pools);
    }

    private final class Group implements AssociationHandler {
        private final int end;
        private int next;

        Group(int first, int end) {
            this.next = first;
            this.end = end;
        }

        @Override
        public void onUp(Association association) {
            for (int i = 0; i < UNDER_WAY; i++) {
                registerNext(association);
            }
        }

        private void registerNext(Association association) {
            if (next < end) {
                int number = next++;
                var address = transport.localAddresses().getFirst();
                var element = new PoolElementParameter(
                        new PeIdentifier(number + 1),
                        ServerId.NONE,
                        -1,
                        new TransportParameter.Sctp(
                                association.endpoint().port(), TransportUse.DATA_PLUS_CONTROL, List.of(address)),
                        new Policy.RoundRobin(),
                        null);
                send(association, new AsapMessage.Registration(pool(number), element));
            }
        }

        private void send(Association association, AsapMessage message) {
            if (!association.send(0, Ppid.ASAP, CODEC.encode(message))) {
                throw new IllegalStateException("send buffer full");
            }
        }

        @Override
        public void onMessage(Association association, int stream, int ppid, boolean unordered, ByteBuffer payload) {
            if (CODEC.decode(payload) instanceof Decoded.Message<AsapMessage>(var message, var reports)) {
                switch (message) {
                    case AsapMessage.RegistrationResponse response
                    when !response.rejected() -> {
                        registered.incrementAndGet();
                        registerNext(association);
                    }
                    case AsapMessage.EndpointKeepAlive keepAlive -> acknowledge(association, keepAlive);
                    default -> System.err.println("unexpected: " + message);
                }
            }
        }

        private void acknowledge(Association association, AsapMessage.EndpointKeepAlive keepAlive) {
            var identifier = keepAlive.identifier();
            if (identifier != null) { // who shares an association cannot know otherwise which element is meant
                send(association, new AsapMessage.EndpointKeepAliveAck(keepAlive.handle(), identifier));
            }
        }

        @Override
        public void onDown(Association association, DownReason reason) {
            System.err.println("association of elements up to " + end + " is down: " + reason);
        }
    }
}
