package io.rserpool.transport.association;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rserpool.transport.association.AssociationHandler.DownReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every association does, whoever carries it: SCTP by any stack, messages over TCP, the virtual network. */
public abstract class AssociationContract extends AssociationEndContract {
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
