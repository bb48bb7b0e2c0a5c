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
import io.rserpool.transport.setup.Membership;
import io.rserpool.transport.setup.TransportMode;
import io.rserpool.transport.setup.TransportSettings;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Pool elements on hosts of their own, as pods are: whoever asks them for a sign of life makes an association, and a DTLS connection, with each. */
final class ElementHosts {
    private static final int PORT = 4000;
    private static final int UNDER_WAY = 20;
    private static final int HOSTS_OF_NETWORK = 250;
    private static final SctpOptions OPTIONS = SctpOptions.RFC.withStreams(2);
    private static final PoolHandle POOL = PoolHandle.of("pool");
    private static final AsapCodec CODEC = new AsapCodec(DecoderLimits.DEFAULT);

    private final SelectorEventLoop loop;
    private final int network;
    private final EndpointAddress registrar;
    private final @Nullable Membership membership;
    private final int elements;
    private final AtomicInteger registered = new AtomicInteger();
    private final AtomicInteger takenOver = new AtomicInteger();
    private int next;

    /**
     * @param network they are at 127.network.0.1 and the following
     * @param membership theirs; null if security is off
     */
    ElementHosts(
            SelectorEventLoop loop, int network, InetAddress registrar, @Nullable Membership membership, int elements) {
        this.loop = loop;
        this.network = network;
        this.registrar = EndpointAddress.of(registrar, 3863, EndpointAddress.UDP_ENCAPSULATION_PORT);
        this.membership = membership;
        this.elements = elements;
    }

    void start() {
        loop.execute(() -> {
            for (int i = 0; i < UNDER_WAY; i++) {
                startNext();
            }
        });
    }

    int registered() {
        return registered.get();
    }

    /** Elements that another registrar than the first has asked for a sign of life. */
    int takenOver() {
        return takenOver.get();
    }

    private void startNext() {
        if (next < elements) {
            int number = next++;
            var address = InetAddress.ofLiteral(
                    "127.%d.%d.%d".formatted(network, number / HOSTS_OF_NETWORK, number % HOSTS_OF_NETWORK + 1));
            var endpoint = new TransportSettings(
                            TransportMode.UDP, List.of(address), EndpointAddress.UDP_ENCAPSULATION_PORT, 0, membership)
                    .open(loop)
                    .open(PORT, OPTIONS);
            var element = new Element(address, new PeIdentifier(number + 1));
            endpoint.listen(association -> element);
            endpoint.associate(registrar, element);
        }
    }

    private final class Element implements AssociationHandler {
        private final InetAddress address;
        private final PeIdentifier identifier;
        private @Nullable Association home;
        private boolean isTakenOver;

        Element(InetAddress address, PeIdentifier identifier) {
            this.address = address;
            this.identifier = identifier;
        }

        /** Its own association comes first. */
        @Override
        public void onUp(Association association) {
            if (home == null) {
                home = association;
                var parameter = new PoolElementParameter(
                        identifier,
                        ServerId.NONE,
                        -1,
                        new TransportParameter.Sctp(PORT, TransportUse.DATA_PLUS_CONTROL, List.of(address)),
                        new Policy.RoundRobin(),
                        null);
                send(association, new AsapMessage.Registration(POOL, parameter));
            }
        }

        @Override
        public void onMessage(Association association, int stream, int ppid, boolean unordered, ByteBuffer payload) {
            if (CODEC.decode(payload) instanceof Decoded.Message<AsapMessage>(var message, var reports)) {
                switch (message) {
                    case AsapMessage.RegistrationResponse response
                    when !response.rejected() -> {
                        registered.incrementAndGet();
                        startNext();
                    }
                    case AsapMessage.EndpointKeepAlive keepAlive -> {
                        send(association, new AsapMessage.EndpointKeepAliveAck(keepAlive.handle(), identifier));
                        if (association != home && !isTakenOver) {
                            isTakenOver = true;
                            takenOver.incrementAndGet();
                        }
                    }
                    default -> System.err.println(identifier + ": " + message);
                }
            }
        }
    }

    private static void send(Association association, AsapMessage message) {
        if (!association.send(0, Ppid.ASAP, CODEC.encode(message))) {
            throw new IllegalStateException("send buffer full");
        }
    }
}
