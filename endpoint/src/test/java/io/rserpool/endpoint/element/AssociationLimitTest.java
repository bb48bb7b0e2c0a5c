package io.rserpool.endpoint.element;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.asap.PoolElement;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.endpoint.user.EchoServer;
import io.rserpool.endpoint.user.Lab;
import io.rserpool.endpoint.user.RawPeer;
import io.rserpool.endpoint.user.TestClient;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However many peers come to an element, and whatever they send: what is kept of them is bounded. */
class AssociationLimitTest {
    private final Lab lab = new Lab(1);
    private final EchoServer server = new EchoServer();
    private Lab.Element element;

    @BeforeEach
    void element() {
        lab.registrar(1);
        element = lab.registeredElement(1, server);
        element.acceptor.limitAssociations(3);
    }

    private TestClient served() {
        var client = TestClient.open(lab.user(), SessionOptions.DEFAULT).send("hello");
        lab.run(() -> client.text().equals("hello") || client.failed != null);
        return client;
    }

    @Test
    void idleAssociationsMakeRoomForOthersAndBusyOnesDoNot() {
        var idle = served();
        idle.end();
        lab.run(() -> idle.closed);
        var busy = new ArrayList<TestClient>();
        for (int i = 0; i < 3; i++) {
            busy.add(served());
        }
        assertThat(element.acceptor.associations()).isEqualTo(3);
        assertThat(lab.metrics.associationsRefused.sum()).isZero();
        var late = TestClient.open(lab.user(), SessionOptions.DEFAULT).send("hello");
        lab.run(() -> lab.metrics.associationsRefused.sum() > 0);
        assertThat(element.acceptor.associations()).isEqualTo(3);
        busy.getFirst().end();
        lab.run(() -> late.text().equals("hello"));
        busy.subList(1, 3).forEach(client -> {
            client.send("!");
            lab.run(() -> client.text().equals("hello!"));
        });
    }

    @Test
    void aStrangersKeepAlivesWaitForOneLookUp() {
        var asked = new ArrayList<Consumer<List<InetAddress>>>();
        var transport = lab.network.start("10.0.2.9");
        var endpoint = transport.open(Lab.PE_PORT, lab.limits.applyTo(lab.sctp));
        var registrars = new Registrars(
                endpoint,
                lab.loop,
                Lab.registrarOptions(1),
                (host, result) -> asked.add(result),
                lab.random,
                lab.metrics);
        new SessionAcceptor(endpoint, lab.loop, registrars, lab.limits, server, lab.metrics).start();
        new PoolElement(
                        registrars,
                        Lab.POOL,
                        new PeIdentifier(9),
                        Lab.transport(9),
                        new io.rserpool.protocol.parameter.Policy.RoundRobin(),
                        PoolElement.Listener.IGNORE)
                .register();
        var stranger = new RawPeer((peer, message) -> {});
        lab.network.start("10.0.9.1").open(0, lab.limits.applyTo(lab.sctp)).associate(Lab.elementAddress(9), stranger);
        lab.run(() -> stranger.association != null);
        var keepAlive = new AsapMessage.EndpointKeepAlive(new ServerId(5), Lab.POOL, true, null);
        for (int i = 0; i < 100; i++) {
            stranger.association.send(0, Ppid.ASAP, new AsapCodec(DecoderLimits.DEFAULT).encode(keepAlive));
        }
        lab.advance(java.time.Duration.ofSeconds(1));
        assertThat(asked).hasSize(1);
        var before = lab.metrics.protocolErrors.sum();
        asked.getFirst().accept(List.of(InetAddress.ofLiteral("10.0.1.1")));
        assertThat(lab.metrics.protocolErrors.sum() - before).isLessThanOrEqualTo(2);
    }
}
