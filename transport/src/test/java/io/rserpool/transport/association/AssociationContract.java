package io.rserpool.transport.association;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rserpool.transport.association.AssociationHandler.DownReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every association does, whoever carries it: SCTP by any stack, messages over TCP, the virtual network. */
@Timeout(60)
public abstract class AssociationContract {
    protected static final int PPID = 11;
    private static final int BUFFER = 1 << 18;

    /** A busy machine may be late for the first time-out. */
    private static final List<DownReason> REFUSALS = List.of(DownReason.REFUSED, DownReason.CANNOT_CONNECT);

    protected Driver driver;
    protected final List<Recorder> accepted = Recorder.list();

    protected abstract Driver newDriver();

    /** Opens what endpoints are of; on the loop. */
    protected abstract void openBoth() throws Exception;

    /** Closes it; on the loop. */
    protected abstract void closeBoth();

    /** An endpoint that will be connected to, with buffers of so many bytes; on the loop. */
    protected abstract Endpoint serverEndpoint(int buffer) throws Exception;

    /** One that connects, likewise. */
    protected abstract Endpoint clientEndpoint(int buffer) throws Exception;

    protected abstract EndpointAddress addressOf(Endpoint server);

    /** Where nobody listens. */
    protected abstract EndpointAddress nowhere() throws Exception;

    /** A message with this content. */
    protected byte[] framed(byte[] content) {
        return content;
    }

    /** The content of a message. */
    protected byte[] content(byte[] message) {
        return message;
    }

    @BeforeEach
    void open() {
        driver = newDriver();
        on(() -> {
            openBoth();
            return true;
        });
    }

    @AfterEach
    void close() {
        on(() -> {
            closeBoth();
            return true;
        });
        driver.close();
    }

    protected final <T> T on(Callable<T> task) {
        return driver.on(task);
    }

    protected final void run(Runnable task) {
        on(() -> {
            task.run();
            return true;
        });
    }

    protected final void until(BooleanSupplier condition) {
        driver.until(condition);
    }

    private ByteBuffer message(String content) {
        return message(content.getBytes(UTF_8));
    }

    private ByteBuffer message(byte[] content) {
        return ByteBuffer.wrap(framed(content));
    }

    private String text(byte[] message) {
        return new String(content(message), UTF_8);
    }

    private List<String> texts(Recorder recorder) {
        return recorder.messages.stream().map(each -> text(each.payload())).toList();
    }

    private boolean send(Association to, String content) {
        return to.send(0, PPID, message(content));
    }

    private Endpoint serve(int buffer, Endpoint.Acceptor acceptor) {
        return on(() -> {
            var endpoint = serverEndpoint(buffer);
            endpoint.listen(acceptor);
            return endpoint;
        });
    }

    private <R extends Recorder> R connect(EndpointAddress to, int buffer, R handler) {
        on(() -> handler.association = clientEndpoint(buffer).associate(to, handler));
        return handler;
    }

    private Recorder connect(Endpoint to) {
        return connect(addressOf(to), BUFFER, new Recorder());
    }

    /** An association that is up; the server's side is {@code accepted.getFirst()}. */
    private Recorder connected(int buffer) {
        var client = connect(
                addressOf(serve(buffer, Recorder.acceptAll(accepted))), buffer, new Recorder());
        until(() -> client.ups == 1 && accepted.size() == 1 && accepted.getFirst().ups == 1);
        return client;
    }

    private Recorder connected() {
        return connected(BUFFER);
    }

    @Test
    void messagesGoBothWays() {
        var client = connected();
        var server = accepted.getFirst();
        assertThat(on(() -> send(client.association, "hello"))).isTrue();
        assertThat(on(() -> send(server.association, "you"))).isTrue();
        until(() -> server.messages.size() == 1 && client.messages.size() == 1);
        assertThat(texts(server)).containsExactly("hello");
        assertThat(texts(client)).containsExactly("you");
        assertThat(server.messages.getFirst().stream()).isZero();
        assertThat(server.messages.getFirst().ppid()).isEqualTo(PPID);
    }

    @Test
    void aMessageThatCannotBeIsRefusedBeforeAndAfterItIsUp() {
        var server = serve(BUFFER, Recorder.acceptAll(accepted));
        var client = new Recorder();
        on(() -> {
            client.association = clientEndpoint(BUFFER).associate(addressOf(server), client);
            assertImpossible(client.association);
            return true;
        });
        until(() -> client.ups == 1);
        run(() -> assertImpossible(client.association));
        run(() -> assertThat(send(client.association, "fine")).isTrue());
        until(() -> accepted.size() == 1 && accepted.getFirst().messages.size() == 1);
    }

    private void assertImpossible(Association association) {
        Stream.<Consumer<Association>>of(
                        it -> it.send(it.outboundStreams(), PPID, message("no such stream")),
                        it -> it.send(-1, PPID, message("no such stream")),
                        it -> it.send(0, PPID, ByteBuffer.allocate(0)),
                        it -> it.send(0, PPID, ByteBuffer.allocate(it.maxMessageSize() + 1)))
                .forEach(attempt -> assertThatThrownBy(() -> attempt.accept(association))
                        .isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void messagesOfEverySizeArriveWholeAndInOrder() {
        var client = connected(1 << 19);
        var server = accepted.getFirst();
        var random = new Random(1);
        var sizes = new int[] {1, 2, 3, 100, 1200, 1452, 16_000, 60_000};
        var sent = new ArrayList<byte[]>();
        for (int size : sizes) {
            var content = new byte[size];
            random.nextBytes(content);
            sent.add(content);
            until(() -> on(() -> client.association.send(0, PPID, message(content))));
        }
        until(() -> server.messages.size() == sizes.length);
        for (int i = 0; i < sizes.length; i++) {
            assertThat(content(server.messages.get(i).payload())).isEqualTo(sent.get(i));
        }
    }

    @Test
    void whatIsSentBeforeItIsUpArrives() {
        var server = serve(BUFFER, Recorder.acceptAll(accepted));
        var client = new Recorder();
        on(() -> {
            client.association = clientEndpoint(BUFFER).associate(addressOf(server), client);
            assertThat(send(client.association, "early")).isTrue();
            assertThat(client.ups).isZero();
            return true;
        });
        until(() -> accepted.size() == 1 && accepted.getFirst().messages.size() == 1);
        assertThat(texts(accepted.getFirst())).containsExactly("early");
    }

    /** From within each of a handler's methods. */
    @Test
    void aHandlerMaySend() {
        var answered = new CopyOnWriteArrayList<String>();
        var server = serve(BUFFER, association -> {
            assertThat(send(association, "by the acceptor")).isTrue();
            return new AssociationHandler() {
                @Override
                public void onUp(Association up) {
                    send(up, "when it is up");
                }

                @Override
                public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
                    for (int i = 0; i < 3; i++) {
                        send(from, "answer " + i);
                    }
                }

                @Override
                public void onDown(Association down, DownReason reason) {
                    answered.add(String.valueOf(send(down, "too late")));
                }
            };
        });
        var client = connect(server);
        until(() -> client.ups == 1 && client.messages.size() == 2);
        run(() -> send(client.association, "question"));
        until(() -> client.messages.size() == 5);
        assertThat(texts(client))
                .containsExactly("by the acceptor", "when it is up", "answer 0", "answer 1", "answer 2");
        run(() -> client.association.shutdown());
        until(() -> answered.size() == 1);
        assertThat(answered).containsExactly("false");
    }

    @Test
    void aReaderThatPausesStopsTheSenderWithoutLoss() {
        var client = connected(1 << 17);
        var server = accepted.getFirst();
        run(() -> server.association.setReading(false));
        var sent = fill(client.association);
        assertThat(server.messages).isEmpty();
        var before = client.writables;
        run(() -> server.association.setReading(true));
        until(() -> server.messages.size() == sent && client.writables > before);
        assertThat(on(() -> send(client.association, "again"))).isTrue();
    }

    /** Sends until there has been no room for a while; how many messages. */
    private int fill(Association association) {
        int sent = 0;
        for (int quiet = 0; quiet < 30; quiet++) {
            int more = on(() -> {
                int count = 0;
                while (association.send(0, PPID, message(new byte[10_000]))) {
                    count++;
                }
                return count;
            });
            sent += more;
            quiet = more > 0 ? 0 : quiet;
            driver.pass(Duration.ofMillis(10));
        }
        return sent;
    }

    /** Whoever was refused waits for one of the two. */
    @Test
    void aRefusedSendIsFollowedByRoomOrTheEnd() {
        var client = connected(1 << 17);
        var server = accepted.getFirst();
        run(() -> {
            server.association.setReading(false);
            client.association.setReading(false);
        });
        fill(client.association);
        run(() -> {
            server.association.abort("enough");
            while (send(client.association, "x")) {
                assertThat(client.reason).isNull();
            }
        });
        until(() -> client.reason != null);
    }

    @Test
    void shutdownDeliversEverythingFirst() {
        var client = connected(1 << 19);
        var server = accepted.getFirst();
        run(() -> {
            for (int i = 0; i < 20; i++) {
                assertThat(client.association.send(0, PPID, message(new byte[20_000])))
                        .isTrue();
            }
            client.association.shutdown();
            assertThat(send(client.association, "too late")).isFalse();
        });
        until(() -> client.reason != null && server.reason != null);
        assertThat(server.messages).hasSize(20);
        assertThat(client.reason).isEqualTo(DownReason.SHUTDOWN);
        assertThat(server.reason).isEqualTo(DownReason.SHUTDOWN);
        assertThat(on(() -> send(client.association, "x"))).isFalse();
    }

    @Test
    void shutdownWhileConnectingDeliversWhatWasSentFirst() {
        var server = serve(BUFFER, Recorder.acceptAll(accepted));
        var client = new Recorder();
        on(() -> {
            client.association = clientEndpoint(BUFFER).associate(addressOf(server), client);
            assertThat(send(client.association, "first and last")).isTrue();
            client.association.shutdown();
            assertThat(send(client.association, "too late")).isFalse();
            return true;
        });
        until(() -> client.reason != null && accepted.size() == 1 && accepted.getFirst().reason != null);
        assertThat(client.reason).isEqualTo(DownReason.SHUTDOWN);
        assertThat(texts(accepted.getFirst())).containsExactly("first and last");
        assertThat(accepted.getFirst().reason).isEqualTo(DownReason.SHUTDOWN);
    }

    @Test
    void shutdownOfWhatCannotConnectEndsIt() {
        var client = new Recorder();
        on(() -> {
            client.association = clientEndpoint(BUFFER).associate(nowhere(), client);
            client.association.shutdown();
            return true;
        });
        until(() -> client.reason != null);
        assertThat(client.ups).isZero();
        assertThat(client.events).hasSize(1);
    }

    @Test
    void abortIsToldToThePeerOnly() {
        var client = connected();
        run(() -> client.association.abort("enough"));
        var server = accepted.getFirst();
        until(() -> server.reason != null);
        assertThat(server.reason).isEqualTo(DownReason.ABORTED);
        assertThat(client.reason).isNull();
    }

    @Test
    void whatIsOverStaysSo() {
        var client = connected();
        run(() -> {
            var association = client.association;
            association.abort("enough");
            association.abort("twice");
            association.shutdown();
            association.setReading(false);
            association.setReading(true);
            assertThat(send(association, "too late")).isFalse();
            assertThat(association.peer()).isNotNull();
        });
        until(() -> accepted.getFirst().reason != null);
        driver.pass(Duration.ofMillis(50));
        assertThat(client.events).containsExactly("up");
        assertThat(client.writables).isZero();
    }

    @Test
    void abortWhileConnectingEndsItWithoutAWord() {
        var server = serve(BUFFER, Recorder.acceptAll(accepted));
        var client = new Recorder();
        on(() -> {
            client.association = clientEndpoint(BUFFER).associate(addressOf(server), client);
            client.association.abort("not any more");
            return true;
        });
        var next = connect(server);
        until(() -> next.ups == 1);
        assertThat(client.events).isEmpty();
    }

    /** Nothing that came with it is told. */
    @Test
    void aHandlerMayAbortInMidMessages() {
        var read = new CopyOnWriteArrayList<String>();
        var server = serve(BUFFER, association -> new AssociationHandler() {
            @Override
            public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
                read.add("message");
                from.abort("one is enough");
            }

            @Override
            public void onDown(Association down, DownReason reason) {
                read.add("down");
            }
        });
        var client = connect(server);
        until(() -> client.ups == 1);
        run(() -> IntStream.range(0, 10).forEach(i -> send(client.association, "message " + i)));
        until(() -> client.reason == DownReason.ABORTED);
        assertThat(read).containsExactly("message");
    }

    @Test
    void nobodyListens() throws Exception {
        var client = connect(on(this::nowhere), BUFFER, new Recorder());
        until(() -> client.reason != null);
        assertThat(client.events).hasSize(1);
        assertThat(client.reason).isIn(REFUSALS);
    }

    @Test
    void closingAnEndpointAbortsItsAssociations() {
        var server = serve(BUFFER, Recorder.acceptAll(accepted));
        var address = addressOf(server);
        var client = connect(server);
        until(() -> client.ups == 1 && accepted.size() == 1 && accepted.getFirst().ups == 1);
        run(server::close);
        until(() -> client.reason == DownReason.ABORTED);
        assertThat(accepted.getFirst().reason).isNull();
        var again = connect(address, BUFFER, new Recorder());
        until(() -> again.reason != null);
        assertThat(again.reason).isIn(REFUSALS);
        run(server::close);
    }

    @Test
    void aClosedEndpointRefuses() {
        var server = serve(BUFFER, Recorder.acceptAll(accepted));
        var endpoint = on(() -> clientEndpoint(BUFFER));
        run(endpoint::close);
        assertThatThrownBy(() -> on(() -> endpoint.associate(addressOf(server), new Recorder())))
                .isInstanceOf(TransportException.class);
    }

    @Test
    void aHandlerThatThrowsHarmsItsAssociationOnly() {
        var bad = new Recorder() {
            @Override
            public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
                throw new IllegalStateException("thrown by the test");
            }
        };
        var server = serve(BUFFER, Recorder.acceptAll(accepted));
        var victim = connect(serve(BUFFER, association -> bad));
        var other = connect(server);
        until(() -> victim.ups == 1 && other.ups == 1);
        run(() -> send(victim.association, "boom"));
        until(() -> victim.reason == DownReason.ABORTED && bad.reason == DownReason.ABORTED);
        run(() -> send(other.association, "fine"));
        until(() -> accepted.getFirst().messages.size() == 1);
        assertThat(driver.failures()).isOne();
    }

    @Test
    void aHandlerThatThrowsWhenItIsUpOrDownHarmsItsAssociationOnly() {
        var server = serve(BUFFER, Recorder.acceptAll(accepted));
        var bad = connect(addressOf(server), BUFFER, new Recorder() {
            @Override
            public void onUp(Association up) {
                super.onUp(up);
                throw new IllegalStateException("thrown by the test");
            }

            @Override
            public void onDown(Association down, DownReason why) {
                super.onDown(down, why);
                throw new IllegalStateException("thrown by the test");
            }
        });
        until(() -> bad.reason == DownReason.ABORTED);
        accepted.clear();
        var other = connect(server);
        until(() -> other.ups == 1 && accepted.size() == 1);
        run(() -> send(other.association, "fine"));
        until(() -> accepted.getFirst().messages.size() == 1);
    }

    @Test
    void anAcceptorThatThrowsHarmsThatAssociationOnly() {
        var server = serve(BUFFER, association -> {
            if (accepted.isEmpty()) {
                accepted.add(new Recorder());
                throw new IllegalStateException("thrown by the test");
            }
            return Recorder.acceptAll(accepted).accept(association);
        });
        var victim = connect(server);
        until(() -> victim.reason != null);
        var other = connect(server);
        until(() -> other.ups == 1 && accepted.size() == 2);
        run(() -> send(other.association, "fine"));
        until(() -> accepted.getLast().messages.size() == 1);
        assertThat(driver.failures()).isOne();
    }

    @Test
    void anAcceptorMayRefuse() {
        var client = connect(serve(BUFFER, association -> {
            association.abort("no");
            return AssociationHandler.IGNORE;
        }));
        until(() -> client.reason != null);
        assertThat(client.reason).isIn(DownReason.ABORTED, DownReason.REFUSED, DownReason.CANNOT_CONNECT);
    }

    /** A payload is its reader's until it returns, whatever it sends, and to whom. */
    @Test
    void aPayloadIsNotOverwrittenByWhatItsReaderSends() {
        var read = new CopyOnWriteArrayList<String>();
        var others = new ArrayList<Association>();
        var server = serve(BUFFER, association -> {
            others.add(association);
            return new AssociationHandler() {
                @Override
                public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
                    others.forEach(other -> send(other, "COOKIECOOKIECOOKIECOOKIECOOKIE!!"));
                    elsewhere().abort("COOKIECOOKIECOOKIECOOKIECOOKIE!!");
                    var bytes = new byte[payload.remaining()];
                    payload.get(bytes);
                    read.add(text(bytes));
                }
            };
        });
        var client = connect(server);
        var other = connect(server);
        until(() -> client.ups == 1 && other.ups == 1 && others.size() == 2);
        var request = "GET /the-first-request-of-the-client HTTP/1.1";
        run(() -> send(client.association, request));
        until(() -> client.messages.size() == 1 && other.messages.size() == 1);
        assertThat(read).containsExactly(request);
    }

    private Association elsewhere() {
        try {
            return clientEndpoint(BUFFER).associate(nowhere(), AssociationHandler.IGNORE);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Some stacks put what is said at once into one packet: nothing may wait for a next message that never comes. */
    @Test
    void answersToManyMessagesAtOnceComeInOrderAndAll() {
        var server = serve(BUFFER, association -> new AssociationHandler() {
            @Override
            public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
                var bytes = new byte[payload.remaining()];
                payload.get(bytes);
                int number = content(bytes)[0];
                if (number < 40 && number % 3 != 2) {
                    from.send(0, PPID, numbered(number, number % 10 == 0 ? 2_000 : 100));
                }
                if (number == 63) {
                    from.send(0, PPID, numbered(number, 100));
                    from.shutdown();
                }
            }
        });
        var client = connect(server);
        until(() -> client.ups == 1);
        var expected = new ArrayList<>(
                IntStream.range(0, 40).filter(number -> number % 3 != 2).boxed().toList());
        run(() -> IntStream.range(0, 63)
                .forEach(number -> assertThat(client.association.send(0, PPID, numbered(number, 20)))
                        .isTrue()));
        until(() -> client.messages.size() == expected.size());
        run(() -> client.association.send(0, PPID, numbered(63, 20)));
        expected.add(63);
        until(() -> client.events.contains("down " + DownReason.SHUTDOWN));
        assertThat(client.messages)
                .extracting(message -> (int) content(message.payload())[0])
                .isEqualTo(expected);
    }

    private ByteBuffer numbered(int number, int size) {
        var content = new byte[size];
        content[0] = (byte) number;
        return message(content);
    }

    /** So many associations with an endpoint are tried. */
    protected int many() {
        return 500;
    }

    @Test
    void manyAssociationsWithOneEndpoint() {
        var server = serve(BUFFER, Recorder.acceptAll(accepted));
        var clients = new ArrayList<Recorder>();
        for (int i = 0; i < many(); i++) {
            clients.add(connect(server));
        }
        until(() -> clients.stream().allMatch(client -> client.ups == 1));
        run(() -> IntStream.range(0, many()).forEach(i -> send(clients.get(i).association, "from " + i)));
        until(() -> accepted.size() == many() && accepted.stream().allMatch(side -> side.messages.size() == 1));
        assertThat(accepted.stream().flatMap(side -> texts(side).stream()))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, many()).mapToObj(i -> "from " + i).toList());
    }
}
