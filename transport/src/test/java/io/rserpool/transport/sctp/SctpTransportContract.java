package io.rserpool.transport.sctp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationContract;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.association.Driver;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.Recorder;
import io.rserpool.transport.association.TransportException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every SCTP transport does beside that: streams, protocol identifiers, ports, adaptation indications. */
public abstract class SctpTransportContract extends AssociationContract {
    protected static final Duration SOON = Driver.SOON;

    protected SctpTransport left;
    protected SctpTransport right;

    /** A transport at a local address of its own; on the loop. */
    protected abstract SctpTransport openTransport() throws Exception;

    @Override
    protected void openBoth() throws Exception {
        left = openTransport();
        right = openTransport();
    }

    @Override
    protected void closeBoth() {
        left.close();
        right.close();
    }

    @Override
    protected Endpoint serverEndpoint(int buffer) {
        return right.open(0, SctpOptions.FAST.withBuffers(buffer, buffer));
    }

    @Override
    protected Endpoint clientEndpoint(int buffer) {
        return left.open(0, SctpOptions.FAST.withBuffers(buffer, buffer));
    }

    @Override
    protected EndpointAddress addressOf(Endpoint server) {
        return address(right, server.port());
    }

    @Override
    protected EndpointAddress nowhere() {
        return address(right, 7999);
    }

    protected static EndpointAddress address(SctpTransport transport, int port) {
        return new EndpointAddress(transport.localAddresses(), port, transport.udpPort());
    }

    protected static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    protected Endpoint listen(SctpTransport transport, int port, SctpOptions options) {
        return on(() -> {
            var endpoint = transport.open(port, options);
            endpoint.listen(Recorder.acceptAll(accepted));
            return endpoint;
        });
    }

    protected Recorder connect(SctpTransport from, EndpointAddress to, SctpOptions options) {
        var recorder = new Recorder();
        on(() -> recorder.association = from.open(0, options).associate(to, recorder));
        return recorder;
    }

    /** An association from left to right that is up; the server's side is {@code accepted.getFirst()}. */
    protected Recorder established(SctpOptions options) {
        listen(right, 7000, options);
        var client = connect(left, address(right, 7000), options);
        until(() -> client.ups == 1 && accepted.size() == 1 && accepted.getFirst().ups == 1);
        return client;
    }

    /** Sends, waiting for room. */
    protected void send(Recorder from, int stream, int ppid, byte[] payload) {
        var message = ByteBuffer.wrap(payload);
        if (!on(() -> from.association.send(stream, ppid, message))) {
            until(() -> on(() -> from.association.send(stream, ppid, message)));
        }
    }

    @Test
    void aMessageArrivesWithItsStreamAndPpidInBothDirections() {
        var client = established(SctpOptions.FAST);
        var server = accepted.getFirst();
        assertThat(on(() -> client.association.send(3, 0xfedcba98, true, text("hello"))))
                .isTrue();
        assertThat(on(() -> server.association.send(0, 11, text("you")))).isTrue();
        until(() -> server.messages.size() == 1 && client.messages.size() == 1);
        var got = server.messages.getFirst();
        assertThat(got.stream()).isEqualTo(3);
        assertThat(got.ppid()).isEqualTo(0xfedcba98);
        assertThat(got.unordered()).isTrue();
        assertThat(new String(got.payload(), UTF_8)).isEqualTo("hello");
        assertThat(client.messages.getFirst().ppid()).isEqualTo(11);
        assertThat(client.messages.getFirst().unordered()).isFalse();
    }

    @Test
    void bothKnowThePeerAndTheStreams() {
        var client = established(SctpOptions.FAST.withStreams(40));
        var server = accepted.getFirst();
        assertThat(client.association.peer()).isEqualTo(address(right, 7000));
        assertThat(server.association.peer().udp()).isEqualTo(address(left, 1).udp());
        assertThat(server.association.peer().port())
                .isEqualTo(client.association.endpoint().port());
        assertThat(client.association.outboundStreams()).isEqualTo(40);
        assertThat(server.association.outboundStreams()).isEqualTo(40);
        assertThatThrownBy(() -> on(() -> client.association.send(40, 0, text("x"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> on(() -> client.association.send(0, 0, ByteBuffer.allocate(0))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> on(() ->
                        client.association.send(0, 0, ByteBuffer.allocate(client.association.maxMessageSize() + 1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theAdaptationIndicationIsKnownOnceUp() {
        var told = new CopyOnWriteArrayList<String>();
        var none = SctpOptions.FAST;
        adaptation(7000, none.withAdaptationIndication(0x12345678), none.withAdaptationIndication(0xfedcba98), told);
        adaptation(7001, none.withAdaptationIndication(5), none, told);
        adaptation(7002, none, none.withAdaptationIndication(6), told);
        adaptation(7003, none, none, told);
        until(() -> told.size() == 8);
        assertThat(told)
                .containsExactlyInAnyOrder(
                        "server 7000 told fedcba98", "client 7000 told 12345678",
                        "server 7001 told 0", "client 7001 told 5",
                        "server 7002 told 6", "client 7002 told 0",
                        "server 7003 told 0", "client 7003 told 0");
    }

    /** Adds what each side knows of the other when it comes up; messages are under way already then. */
    private void adaptation(int port, SctpOptions server, SctpOptions client, List<String> told) {
        on(() -> {
            right.open(port, server).listen(association -> teller("server " + port, association, told));
            var initiated = left.open(0, client).associate(address(right, port), teller("client " + port, null, told));
            assertThat(initiated.send(0, 1, text("early"))).isTrue();
            return null;
        });
    }

    private static Recorder teller(String who, @Nullable Association known, List<String> told) {
        var atOnce = known == null ? 0 : known.peerAdaptationIndication();
        return new Recorder() {
            @Override
            public void onUp(Association up) {
                assertThat(messages).isEmpty();
                assertThat(known == null || up.peerAdaptationIndication() == atOnce)
                        .isTrue();
                told.add(who + " told " + Integer.toHexString(up.peerAdaptationIndication()));
                up.send(0, 2, text("hello"));
            }
        };
    }

    @Test
    void theLongestMessageArrivesToo() {
        var client = established(SctpOptions.FAST);
        var server = accepted.getFirst();
        var random = new Random(1);
        var sizes = new int[] {1, 2, 3, 100, 1200, 1452, 16_000, 60_000, client.association.maxMessageSize()};
        for (int size : sizes) {
            var payload = new byte[size];
            random.nextBytes(payload);
            send(client, 1, size, payload);
        }
        until(() -> server.messages.size() == sizes.length);
        random.setSeed(1);
        for (int i = 0; i < sizes.length; i++) {
            var expected = new byte[sizes[i]];
            random.nextBytes(expected);
            assertThat(server.messages.get(i).ppid()).isEqualTo(sizes[i]);
            assertThat(server.messages.get(i).payload()).isEqualTo(expected);
        }
    }

    @Test
    void eachStreamKeepsItsOrder() {
        var client = established(SctpOptions.FAST);
        var server = accepted.getFirst();
        for (int i = 0; i < 2000; i++) {
            int n = i;
            send(client, n % 8, 0, (n % 8 + ":" + n / 8).getBytes(UTF_8));
        }
        until(() -> server.messages.size() == 2000);
        for (int stream = 0; stream < 8; stream++) {
            var prefix = stream + ":";
            var expected = IntStream.range(0, 250).mapToObj(i -> prefix + i).toList();
            assertThat(server.texts().stream()
                            .filter(text -> text.startsWith(prefix))
                            .toList())
                    .isEqualTo(expected);
        }
    }

    @Test
    void aPortIsTakenOnce() {
        listen(right, 7000, SctpOptions.FAST);
        assertThatThrownBy(() -> on(() -> right.open(7000, SctpOptions.FAST)))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("7000");
        assertThat(on(() -> left.open(7000, SctpOptions.FAST).port())).isEqualTo(7000);
    }

    @Test
    void oneAssociationPerPairOfPorts() {
        var client = established(SctpOptions.FAST);
        assertThatThrownBy(() -> on(
                        () -> client.association.endpoint().associate(address(right, 7000), AssociationHandler.IGNORE)))
                .isInstanceOf(TransportException.class);
    }

    @Test
    void bothInitiateAndGetOneAssociation() {
        var leftSide = new Recorder();
        var rightSide = new Recorder();
        on(() -> {
            var a = left.open(9901, SctpOptions.FAST);
            var b = right.open(9901, SctpOptions.FAST);
            a.listen(Recorder.acceptAll(accepted));
            b.listen(Recorder.acceptAll(accepted));
            leftSide.association = a.associate(address(right, 9901), leftSide);
            rightSide.association = b.associate(address(left, 9901), rightSide);
            return null;
        });
        until(() -> leftSide.ups == 1 && rightSide.ups == 1);
        on(() -> leftSide.association.send(0, 1, text("from left")));
        on(() -> rightSide.association.send(0, 1, text("from right")));
        until(() -> leftSide.messages.size() == 1 && rightSide.messages.size() == 1);
        assertThat(accepted).isEmpty();
    }

    @Test
    void aTransportMayBeClosedAndOpenedAnew() throws Exception {
        var client = established(SctpOptions.FAST);
        on(() -> {
            right.close();
            return null;
        });
        until(() -> client.reason == DownReason.ABORTED);
        accepted.clear();
        right = on(this::openTransport);
        var again = established(SctpOptions.FAST);
        assertThat(again.ups).isEqualTo(1);
    }
}
