package io.rserpool.simulation.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.identity.NamedHandle;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.identity.Role;
import io.rserpool.transport.sctp.SctpOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VirtualNetworkTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualEventLoop loop = new VirtualEventLoop();
    private final VirtualNetwork network = new VirtualNetwork(loop, new Random(1));
    private final Recorder client = new Recorder();
    private final Recorder server = new Recorder();
    private Endpoint from;
    private Endpoint to;

    @BeforeEach
    void twoHosts() {
        from = network.start("10.0.0.1").open(0, SctpOptions.FAST);
        to = network.start("10.0.0.2").open(7, SctpOptions.FAST.withBuffers(1000, 1000));
        to.listen(association -> server);
    }

    private Association associate() {
        return from.associate(EndpointAddress.of(VirtualNetwork.address("10.0.0.2"), 7, 9899), client);
    }

    private static ByteBuffer text(String text) {
        return UTF_8.encode(text);
    }

    @Test
    void aPeerSeesWhoAHostIsOnceTheAssociationIsUp() {
        var identity = new PeerIdentity(
                "spiffe://scope/web",
                "scope",
                Set.of(Role.POOL_USER),
                Set.of(),
                Set.of(),
                Set.of(NamedHandle.of("pool")),
                Instant.MAX);
        network.setIdentity("10.0.0.1", identity);
        var association = associate();
        assertThat(association.peerIdentity()).isEmpty();
        loop.advance(SECOND);
        assertThat(server.association.peerIdentity()).contains(identity);
        assertThat(client.association.peerIdentity())
                .as("the other host has none")
                .isEmpty();
    }

    @Test
    void attemptsToAssociateAreCountedWhoeverIsThere() {
        from.associate(EndpointAddress.of(VirtualNetwork.address("10.0.0.9"), 7, 9899), client);
        loop.advance(Duration.ofMillis(10));
        assertThat(network.inits("10.0.0.9")).isEqualTo(1);
        loop.advance(SECOND);
        assertThat(network.inits("10.0.0.9")).isGreaterThan(1);
        assertThat(network.inits("10.0.0.2")).isZero();
    }

    @Test
    void messagesKeepTheirOrderWhateverTheDelay() {
        network.setDelay(Duration.ofMillis(1), Duration.ofMillis(50));
        var association = associate();
        for (int i = 0; i < 100; i++) {
            assertThat(association.send(0, 11, text("m" + i))).isTrue();
        }
        loop.advance(SECOND);
        assertThat(server.events).hasSize(101).startsWith("up", "m0", "m1").endsWith("m99");
        assertThat(client.events).containsExactly("up");
    }

    @Test
    void aReceiverThatDoesNotReadStopsTheSender() {
        associate();
        loop.advance(SECOND);
        var accepted = server.association;
        client.association.setReading(false);
        int sent = 0;
        while (accepted.send(0, 11, ByteBuffer.allocate(100))) {
            sent++;
            loop.advance(Duration.ofMillis(10));
        }
        assertThat(sent).isEqualTo(10);
        client.association.setReading(true);
        loop.advance(SECOND);
        assertThat(server.events).containsExactly("up", "writable");
    }

    @Test
    void aCutLinkDelaysAndAThenHealedOneDelivers() {
        var association = associate();
        loop.advance(SECOND);
        network.cut("10.0.0.1", "10.0.0.2");
        association.send(0, 11, text("late"));
        loop.advance(Duration.ofMillis(100));
        assertThat(server.events).containsExactly("up");
        network.heal();
        loop.advance(SECOND);
        assertThat(server.events).containsExactly("up", "late");
        assertThat(client.events).containsExactly("up");
    }

    @Test
    void aCrashIsFoundWithinTheTimeOfTheOptions() {
        associate();
        loop.advance(SECOND);
        network.crash("10.0.0.2");
        var took = loop.runUntil(Duration.ofMinutes(1), () -> client.events.contains("UNREACHABLE"));
        assertThat(took).isEqualTo(VirtualNetwork.failureTime(SctpOptions.FAST));
        assertThat(client.events).containsExactly("up", "path UNREACHABLE", "UNREACHABLE");
    }

    @Test
    void aSilentPeerIsSuspectFirstAndNoMoreOnceItAnswers() {
        var association = associate();
        loop.advance(SECOND);
        network.cut("10.0.0.1", "10.0.0.2");
        var took = loop.runUntil(SECOND, () -> client.events.contains("path UNREACHABLE"));
        assertThat(took).isEqualTo(VirtualNetwork.suspectTime(SctpOptions.FAST));
        assertThat(association.isSuspect()).isTrue();
        association.send(0, 11, text("kept"));
        loop.advance(Duration.ofSeconds(9));
        network.heal();
        loop.advance(SECOND);
        assertThat(client.events).containsExactly("up", "path UNREACHABLE", "path REACHABLE");
        assertThat(association.isSuspect()).isFalse();
        assertThat(server.events).containsExactly("up", "path UNREACHABLE", "kept", "path REACHABLE");
        loop.advance(Duration.ofMinutes(1));
        assertThat(client.events).hasSize(3);
    }

    @Test
    void unacknowledgedDataMakesSuspectWithoutHeartbeatsToo() {
        from = network.start("10.0.0.3").open(0, SctpOptions.FAST.withHeartbeatInterval(Duration.ZERO));
        var association = associate();
        loop.advance(SECOND);
        network.cut("10.0.0.3", "10.0.0.2");
        loop.advance(SECOND);
        assertThat(client.events).containsExactly("up");
        association.send(0, 11, text("anybody there?"));
        loop.advance(SECOND);
        assertThat(client.events).containsExactly("up", "path UNREACHABLE");
        loop.advance(SctpOptions.FAST.failure().deadAfter());
        assertThat(client.events).containsExactly("up", "path UNREACHABLE", "UNREACHABLE");
    }

    @Test
    void aRestartedHostAbortsWhatItDoesNotKnow() {
        associate();
        loop.advance(SECOND);
        network.crash("10.0.0.2");
        network.start("10.0.0.2").open(7, SctpOptions.FAST).listen(association -> new Recorder());
        loop.advance(Duration.ofMillis(100));
        assertThat(client.events).containsExactly("up", "FORGOTTEN");
    }

    @Test
    void nobodyListensOrNobodyIsThere() {
        to.close();
        associate();
        loop.advance(Duration.ofMillis(10));
        assertThat(client.events).containsExactly("REFUSED");
        network.crash("10.0.0.2");
        associate();
        loop.advance(VirtualNetwork.connectTime(SctpOptions.FAST));
        assertThat(client.events).containsExactly("REFUSED", "CANNOT_CONNECT");
    }

    @Test
    void shutdownDeliversFirst() {
        var association = associate();
        association.send(0, 11, text("last"));
        loop.advance(SECOND);
        association.send(0, 11, text("very last"));
        association.shutdown();
        loop.advance(SECOND);
        assertThat(server.events).containsExactly("up", "last", "very last", "SHUTDOWN");
        assertThat(client.events).containsExactly("up", "SHUTDOWN");
    }

    @Test
    void twoInitiatorsGetOneAssociation() {
        var one = network.start("10.0.0.3").open(9, SctpOptions.FAST);
        var other = network.start("10.0.0.4").open(9, SctpOptions.FAST);
        one.listen(association -> server);
        other.listen(association -> server);
        one.associate(EndpointAddress.of(VirtualNetwork.address("10.0.0.4"), 9, 9899), client);
        var last = new Recorder();
        other.associate(EndpointAddress.of(VirtualNetwork.address("10.0.0.3"), 9, 9899), last);
        loop.advance(SECOND);
        assertThat(client.events).containsExactly("up");
        assertThat(last.events).containsExactly("up");
        assertThat(server.events).isEmpty();
    }

    @Test
    void aLossDelaysAndManyInARowEndTheAssociation() {
        from = network.start("10.0.0.3")
                .open(0, SctpOptions.FAST.withFailure(new SctpOptions.Failure(Duration.ofMillis(150), 3, 3, 0)));
        var association = associate();
        loop.advance(SECOND);
        network.setQuality(new LinkQuality(Duration.ofMillis(1), Duration.ZERO, 0.5));
        int sent = 0;
        while (!client.events.contains("UNREACHABLE")) {
            sent += association.send(0, 11, text("m" + sent)) ? 1 : 0;
            loop.advance(Duration.ofMillis(300));
        }
        assertThat(client.events).startsWith("up").endsWith("path UNREACHABLE", "UNREACHABLE");
        assertThat(sent).isBetween(2, 500);
        assertThat(server.events.subList(1, server.events.size() - 1))
                .startsWith("m0")
                .isSortedAccordingTo(java.util.Comparator.comparingInt(event -> Integer.parseInt(event.substring(1))));
    }

    @Test
    void streamsOvertakeEachOther() {
        network.setDelay(Duration.ofMillis(1), Duration.ofMillis(50));
        var association = associate();
        loop.advance(SECOND);
        for (int i = 0; i < 20; i++) {
            association.send(i % 2, 11, text((i % 2 == 0 ? "a" : "b") + i));
        }
        loop.advance(SECOND);
        var messages = server.events.subList(1, server.events.size());
        assertThat(messages).hasSize(20).doesNotContainSequence("a0", "b1", "a2", "b3", "a4", "b5", "a6", "b7");
        assertThat(messages.stream().filter(event -> event.startsWith("a")))
                .startsWith("a0", "a2")
                .endsWith("a18");
    }

    @Test
    void anAssociationCutInOneDirectionDeliversInTheOtherAndFails() {
        associate();
        loop.advance(SECOND);
        network.cutOneWay("10.0.0.1", "10.0.0.2");
        server.association.send(0, 11, text("heard"));
        client.association.send(0, 11, text("not heard"));
        loop.advance(VirtualNetwork.failureTime(SctpOptions.FAST));
        assertThat(client.events).startsWith("up", "heard", "path UNREACHABLE").hasSize(4);
        assertThat(server.events).hasSize(3).doesNotContain("not heard");
    }

    @Test
    void whatIsOnTheWireArrivesAlthoughItsSenderIsDead() {
        var association = associate();
        loop.advance(SECOND);
        association.send(0, 11, text("last words"));
        network.crash("10.0.0.1");
        association.send(0, 11, text("from the grave"));
        loop.advance(SECOND);
        assertThat(server.events).containsExactly("up", "last words", "path UNREACHABLE");
        loop.advance(VirtualNetwork.failureTime(SctpOptions.FAST));
        assertThat(server.events).containsExactly("up", "last words", "path UNREACHABLE", "UNREACHABLE");
    }

    @Test
    void peersOfAKilledProcessAreToldByItsKernel() {
        associate();
        loop.advance(SECOND);
        network.kill("10.0.0.2", AssociationHandler.DownReason.SHUTDOWN);
        loop.advance(Duration.ofMillis(10));
        assertThat(client.events).containsExactly("up", "SHUTDOWN");
        assertThat(server.events).containsExactly("up");
    }

    @Test
    void theTasksOfADeadProcessDieWithIt() {
        var transport = network.start("10.0.0.3");
        transport.eventLoop().schedule(Duration.ofMillis(10), () -> server.events.add("late"));
        assertThat(network.timers("10.0.0.3")).isEqualTo(1);
        network.crash("10.0.0.3");
        loop.advance(SECOND);
        assertThat(server.events).isEmpty();
        assertThat(network.timers("10.0.0.3")).isZero();
    }

    @Test
    void aFrozenProcessDoesLaterWhatWasDueAndItsKernelAcknowledges() {
        var association = associate();
        var host = network.start("10.0.0.3");
        loop.advance(SECOND);
        host.eventLoop().schedule(Duration.ofMillis(10), () -> server.events.add("timer"));
        network.freeze("10.0.0.2", false);
        network.freeze("10.0.0.3", false);
        association.send(0, 11, text("message"));
        loop.advance(Duration.ofMinutes(1));
        assertThat(server.events).containsExactly("up");
        network.thaw("10.0.0.2");
        network.thaw("10.0.0.3");
        loop.advance(SECOND);
        assertThat(server.events).containsExactlyInAnyOrder("up", "timer", "message");
        assertThat(client.events).containsExactly("up");
    }

    @Test
    void aFrozenStackIsLikeADeadOneUntilItGoesOn() {
        var association = associate();
        loop.advance(SECOND);
        network.freeze("10.0.0.2", true);
        association.send(0, 11, text("first"));
        loop.advance(Duration.ofMillis(100));
        assertThat(server.events).containsExactly("up");
        network.thaw("10.0.0.2");
        loop.advance(SECOND);
        assertThat(server.events).containsExactly("up", "first");
        network.freeze("10.0.0.2", true);
        loop.advance(VirtualNetwork.failureTime(SctpOptions.FAST));
        assertThat(client.events).containsExactly("up", "path UNREACHABLE", "UNREACHABLE");
        network.thaw("10.0.0.2");
        loop.advance(SECOND);
        assertThat(server.events).containsExactly("up", "first", "ABORTED");
    }

    @Test
    void aPayloadIsNotOverwrittenByWhatItsReaderSends() {
        var answering = new Recorder() {
            @Override
            public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
                from.send(0, 11, text("COOKIECOOKIE"));
                super.onMessage(from, stream, ppid, unordered, payload);
            }
        };
        network.start("10.0.0.9").open(9, SctpOptions.FAST).listen(association -> answering);
        var association = network.start("10.0.0.8")
                .open(0, SctpOptions.FAST)
                .associate(EndpointAddress.of(VirtualNetwork.address("10.0.0.9"), 9, 9899), client);
        association.send(0, 11, text("GET / HTTP/1.1"));
        loop.advance(SECOND);
        assertThat(answering.events).containsExactly("up", "GET / HTTP/1.1");
        assertThat(client.events).containsExactly("up", "COOKIECOOKIE");
    }

    private static class Recorder implements AssociationHandler {
        final List<String> events = new ArrayList<>();
        private Association association;

        @Override
        public void onUp(Association up) {
            association = up;
            events.add("up");
        }

        @Override
        public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
            events.add(UTF_8.decode(payload).toString());
        }

        @Override
        public void onWritable(Association writable) {
            events.add("writable");
        }

        @Override
        public void onPathChange(Association of, java.net.InetAddress address, PathChange change) {
            events.add("path " + change);
        }

        @Override
        public void onDown(Association down, DownReason reason) {
            events.add(reason.name());
        }
    }
}
