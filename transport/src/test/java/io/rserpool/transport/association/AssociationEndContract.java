package io.rserpool.transport.association;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rserpool.transport.association.AssociationHandler.DownReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How associations end, and what their ends do not harm. */
public abstract class AssociationEndContract extends ContractSetup {
    /** A busy machine may be late for the first time-out. */
    private static final List<DownReason> REFUSALS = List.of(DownReason.REFUSED, DownReason.CANNOT_CONNECT);

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
        var other = connect(server);
        until(() -> other.ups == 1);
        run(() -> send(other.association, "fine"));
        // The server may have met the bad one, before or after, or not at all.
        until(() -> on(() -> accepted.stream().anyMatch(each -> each.messages.size() == 1)));
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
}
