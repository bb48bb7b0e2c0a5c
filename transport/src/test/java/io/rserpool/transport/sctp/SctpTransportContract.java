package io.rserpool.transport.sctp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.loop.SelectorEventLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every transport does; run for each implementation, over real sockets. */
@Timeout(30)
public abstract class SctpTransportContract {
    protected static final Duration SOON = Duration.ofSeconds(10);

    /** A busy machine may be late for the first time-out. */
    private static final List<DownReason> REFUSALS = List.of(DownReason.REFUSED, DownReason.CANNOT_CONNECT);

    protected SelectorEventLoop loop;
    protected SctpTransport left;
    protected SctpTransport right;
    protected final List<Recorder> accepted = Recorder.list();

    /** A transport at a local address of its own. */
    protected abstract SctpTransport open(SelectorEventLoop on) throws Exception;

    static {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
    }

    @BeforeEach
    void openBoth() throws Exception {
        loop = new SelectorEventLoop("sctp");
        left = open(loop);
        right = open(loop);
    }

    @AfterEach
    void closeAll() {
        on(() -> {
            left.close();
            right.close();
            return null;
        });
        loop.close();
    }

    protected <T> T on(Callable<T> task) {
        var result = new CompletableFuture<T>();
        loop.execute(() -> {
            try {
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.orTimeout(20, TimeUnit.SECONDS).join();
        } catch (java.util.concurrent.CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
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
        await().atMost(SOON).until(() -> client.ups == 1 && accepted.size() == 1 && accepted.getFirst().ups == 1);
        return client;
    }

    /** Sends, waiting for room. */
    protected void send(Recorder from, int stream, int ppid, byte[] payload) {
        var message = ByteBuffer.wrap(payload);
        if (!on(() -> from.association.send(stream, ppid, message))) {
            await().atMost(SOON).until(() -> on(() -> from.association.send(stream, ppid, message)));
        }
    }

    @Test
    void aMessageArrivesWithItsStreamAndPpidInBothDirections() {
        var client = established(SctpOptions.FAST);
        var server = accepted.getFirst();
        assertThat(on(() -> client.association.send(3, 0xfedcba98, true, text("hello"))))
                .isTrue();
        assertThat(on(() -> server.association.send(0, 11, text("you")))).isTrue();
        await().atMost(SOON).until(() -> server.messages.size() == 1 && client.messages.size() == 1);
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
        await().atMost(SOON).until(() -> told.size() == 8);
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
    void messagesOfEverySizeArriveWholeAndInOrder() {
        var client = established(SctpOptions.FAST);
        var server = accepted.getFirst();
        var random = new Random(1);
        var sizes = new int[] {1, 2, 3, 100, 1200, 1452, 16_000, 60_000, client.association.maxMessageSize()};
        for (int size : sizes) {
            var payload = new byte[size];
            random.nextBytes(payload);
            send(client, 1, size, payload);
        }
        await().atMost(SOON).until(() -> server.messages.size() == sizes.length);
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
        await().atMost(SOON).until(() -> server.messages.size() == 2000);
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
    void whatIsSentBeforeItIsUpArrives() {
        listen(right, 7000, SctpOptions.FAST);
        var client = new Recorder();
        on(() -> {
            client.association = left.open(0, SctpOptions.FAST).associate(address(right, 7000), client);
            assertThat(client.association.send(0, 1, text("early"))).isTrue();
            assertThat(client.ups).isZero();
            return null;
        });
        await().atMost(SOON)
                .until(() ->
                        accepted.size() == 1 && accepted.getFirst().messages.size() == 1);
        assertThat(accepted.getFirst().texts()).containsExactly("early");
    }

    @Test
    void aReaderThatPausesStopsTheSenderWithoutLoss() {
        var options = SctpOptions.FAST.withBuffers(1 << 17, 1 << 17);
        var client = established(options);
        var server = accepted.getFirst();
        on(() -> {
            server.association.setReading(false);
            return null;
        });
        var payload = new byte[10_000];
        int sent = 0;
        long quietSince = System.nanoTime();
        while (System.nanoTime() - quietSince < 300_000_000) {
            if (on(() -> client.association.send(0, 0, ByteBuffer.wrap(payload)))) {
                sent++;
                quietSince = System.nanoTime();
            }
        }
        assertThat(server.messages).isEmpty();
        assertThat(sent).isBetween(10, 60);
        int before = client.writables;
        on(() -> {
            server.association.setReading(true);
            return null;
        });
        int all = sent;
        await().atMost(SOON).until(() -> server.messages.size() == all && client.writables > before);
        assertThat(on(() -> client.association.send(0, 0, ByteBuffer.wrap(payload))))
                .isTrue();
    }

    @Test
    void shutdownDeliversEverythingFirst() {
        var client = established(SctpOptions.FAST);
        var server = accepted.getFirst();
        on(() -> {
            for (int i = 0; i < 20; i++) {
                client.association.send(0, 0, ByteBuffer.allocate(20_000));
            }
            client.association.shutdown();
            assertThat(client.association.send(0, 0, text("too late"))).isFalse();
            return null;
        });
        await().atMost(SOON).until(() -> client.reason != null && server.reason != null);
        assertThat(server.messages).hasSize(20);
        assertThat(client.reason).isEqualTo(DownReason.SHUTDOWN);
        assertThat(server.reason).isEqualTo(DownReason.SHUTDOWN);
        assertThat(on(() -> client.association.send(0, 0, text("x")))).isFalse();
    }

    @Test
    void abortIsToldToThePeerOnly() {
        var client = established(SctpOptions.FAST);
        on(() -> {
            client.association.abort("enough");
            return null;
        });
        var server = accepted.getFirst();
        await().atMost(SOON).until(() -> server.reason != null);
        assertThat(server.reason).isEqualTo(DownReason.ABORTED);
        assertThat(on(() -> client.reason)).isNull();
    }

    @Test
    void nobodyListens() {
        var client = connect(left, address(right, 7999), SctpOptions.FAST);
        await().atMost(SOON).until(() -> client.reason != null);
        assertThat(client.events).hasSize(1);
        assertThat(client.reason).isIn(REFUSALS);
    }

    @Test
    void closingAnEndpointAbortsItsAssociations() {
        var client = established(SctpOptions.FAST);
        on(() -> {
            accepted.getFirst().association.endpoint().close();
            return null;
        });
        await().atMost(SOON).until(() -> client.reason == DownReason.ABORTED);
        var again = connect(left, address(right, 7000), SctpOptions.FAST);
        await().atMost(SOON).until(() -> again.reason != null);
        assertThat(again.reason).isIn(REFUSALS);
        accepted.clear();
        listen(right, 7000, SctpOptions.FAST);
        var third = connect(left, address(right, 7000), SctpOptions.FAST);
        await().atMost(SOON).until(() -> third.ups == 1);
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
        await().atMost(SOON).until(() -> leftSide.ups == 1 && rightSide.ups == 1);
        on(() -> leftSide.association.send(0, 1, text("from left")));
        on(() -> rightSide.association.send(0, 1, text("from right")));
        await().atMost(SOON).until(() -> leftSide.messages.size() == 1 && rightSide.messages.size() == 1);
        assertThat(accepted).isEmpty();
    }

    @Test
    void aHandlerThatThrowsHarmsItsAssociationOnly() {
        var bad = new Recorder() {
            @Override
            public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
                throw new IllegalStateException("thrown by the test");
            }
        };
        on(() -> {
            right.open(7000, SctpOptions.FAST).listen(association -> bad);
            return null;
        });
        listen(right, 7001, SctpOptions.FAST);
        var victim = connect(left, address(right, 7000), SctpOptions.FAST);
        var other = connect(left, address(right, 7001), SctpOptions.FAST);
        await().atMost(SOON).until(() -> victim.ups == 1 && other.ups == 1);
        on(() -> victim.association.send(0, 0, text("boom")));
        await().atMost(SOON).until(() -> victim.reason == DownReason.ABORTED && bad.reason == DownReason.ABORTED);
        on(() -> other.association.send(0, 0, text("fine")));
        await().atMost(SOON).until(() -> accepted.getFirst().messages.size() == 1);
    }

    @Test
    void anAcceptorThatThrowsHarmsThatAssociationOnly() {
        on(() -> {
            right.open(7000, SctpOptions.FAST).listen(association -> {
                if (accepted.isEmpty()) {
                    accepted.add(new Recorder());
                    throw new IllegalStateException("thrown by the test");
                }
                return Recorder.acceptAll(accepted).accept(association);
            });
            return null;
        });
        var victim = connect(left, address(right, 7000), SctpOptions.FAST);
        await().atMost(SOON).until(() -> victim.reason != null);
        var other = connect(left, address(right, 7000), SctpOptions.FAST);
        await().atMost(SOON).until(() -> other.ups == 1 && accepted.size() == 2);
        on(() -> other.association.send(0, 0, text("fine")));
        await().atMost(SOON).until(() -> accepted.getLast().messages.size() == 1);
        assertThat(loop.statistics().failures()).isOne();
    }

    /** A payload is its reader's until it returns, whatever it sends, and to whom. */
    @Test
    void aPayloadIsNotOverwrittenByWhatItsReaderSends() {
        var read = new CopyOnWriteArrayList<String>();
        var others = new ArrayList<Association>();
        on(() -> {
            right.open(7000, SctpOptions.FAST).listen(association -> {
                others.add(association);
                return new AssociationHandler() {
                    @Override
                    public void onMessage(
                            Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
                        others.forEach(other -> other.send(0, 1, text("COOKIECOOKIECOOKIECOOKIECOOKIE!!")));
                        var connecting = from.endpoint().associate(address(left, 7999), AssociationHandler.IGNORE);
                        connecting.abort("COOKIECOOKIECOOKIECOOKIECOOKIE!!");
                        read.add(UTF_8.decode(payload).toString());
                    }
                };
            });
            return null;
        });
        var client = connect(left, address(right, 7000), SctpOptions.FAST);
        var other = connect(left, address(right, 7000), SctpOptions.FAST);
        await().atMost(SOON).until(() -> client.ups == 1 && other.ups == 1 && others.size() == 2);
        var request = "GET /the-first-request-of-the-client HTTP/1.1";
        on(() -> client.association.send(0, 1, text(request)));
        await().atMost(SOON).until(() -> client.messages.size() == 1 && other.messages.size() == 1);
        assertThat(read).containsExactly(request);
    }

    /** Whoever was refused waits for one of the two. */
    @Test
    void aRefusedSendIsFollowedByRoomOrTheEnd() {
        var client = established(SctpOptions.RFC.withBuffers(100_000, 100_000));
        var server = accepted.getFirst();
        on(() -> {
            server.association.setReading(false);
            client.association.setReading(false);
            while (client.association.send(0, 0, ByteBuffer.allocate(10_000))) {
                assertThat(client.writables).isZero();
            }
            return null;
        });
        on(() -> {
            server.association.abort("enough");
            while (client.association.send(0, 0, ByteBuffer.allocate(1))) {
                assertThat(client.reason).isNull();
            }
            return null;
        });
        await().atMost(SOON).until(() -> client.reason != null);
    }

    /** Some stacks put what is said at once into one packet: nothing may wait for a next message that never comes. */
    @Test
    void answersToManyMessagesAtOnceComeInOrderAndAll() {
        on(() -> {
            right.open(7000, SctpOptions.FAST).listen(association -> new AssociationHandler() {
                @Override
                public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
                    int number = payload.get();
                    if (number < 40 && number % 3 != 2) {
                        from.send(
                                0,
                                11,
                                ByteBuffer.allocate(number % 10 == 0 ? 2_000 : 100)
                                        .put(0, (byte) number));
                    }
                    if (number == 63) {
                        from.send(0, 11, ByteBuffer.allocate(100).put(0, (byte) number));
                        from.shutdown();
                    }
                }
            });
            return true;
        });
        var client = connect(left, address(right, 7000), SctpOptions.FAST);
        await().atMost(SOON).until(() -> client.ups == 1);
        var expected = new ArrayList<Integer>();
        for (int number = 0; number < 40; number++) {
            if (number % 3 != 2) {
                expected.add(number);
            }
        }
        on(() -> {
            for (int number = 0; number < 63; number++) {
                assertThat(client.association.send(
                                0, 11, ByteBuffer.allocate(20).put(0, (byte) number)))
                        .isTrue();
            }
            return true;
        });
        await().atMost(SOON).until(() -> client.messages.size() == expected.size());
        on(() -> client.association.send(0, 11, ByteBuffer.allocate(20).put(0, (byte) 63)));
        expected.add(63);
        await().atMost(SOON).until(() -> client.events.contains("down " + DownReason.SHUTDOWN));
        assertThat(client.messages)
                .extracting(message -> (int) message.payload()[0])
                .isEqualTo(expected);
    }

    @Test
    void anAcceptorMayRefuse() {
        on(() -> {
            right.open(7000, SctpOptions.FAST).listen(association -> {
                association.abort("no");
                return AssociationHandler.IGNORE;
            });
            return null;
        });
        var client = connect(left, address(right, 7000), SctpOptions.FAST);
        await().atMost(SOON).until(() -> client.reason != null);
        assertThat(client.reason).isIn(DownReason.ABORTED, DownReason.REFUSED, DownReason.CANNOT_CONNECT);
    }

    /** So many associations of an endpoint are tried. */
    protected int many() {
        return 500;
    }

    @Test
    void manyAssociationsOfOneEndpoint() {
        listen(right, 7000, SctpOptions.FAST);
        var clients = new ArrayList<Recorder>();
        for (int i = 0; i < many(); i++) {
            clients.add(connect(left, address(right, 7000), SctpOptions.FAST));
        }
        await().atMost(SOON).until(() -> clients.stream().allMatch(client -> client.ups == 1));
        on(() -> {
            clients.forEach(client -> client.association.send(
                    0, 0, text("from " + client.association.endpoint().port())));
            return null;
        });
        await().atMost(SOON)
                .until(() ->
                        accepted.size() == many() && accepted.stream().allMatch(side -> side.messages.size() == 1));
        for (var side : accepted) {
            assertThat(side.texts())
                    .containsExactly("from " + side.association.peer().port());
        }
    }

    @Test
    void aTransportMayBeClosedAndOpenedAnew() throws Exception {
        var client = established(SctpOptions.FAST);
        on(() -> {
            right.close();
            return null;
        });
        await().atMost(SOON).until(() -> client.reason == DownReason.ABORTED);
        accepted.clear();
        right = open(loop);
        var again = established(SctpOptions.FAST);
        assertThat(again.ups).isEqualTo(1);
    }
}
