package io.rserpool.pu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.tcp.TcpConnection;
import io.rserpool.transport.tcp.TcpHandler;
import io.rserpool.transport.tcp.TcpListener;
import io.rserpool.transport.tcp.TcpStack;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which clients are still there, by what the kernel shows. */
class ClientSightTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final SelectorEventLoop loop = new SelectorEventLoop("client-sight-test");
    private final ClientSight sight = new ClientSight();
    private final CompletableFuture<TcpConnection> accepted = new CompletableFuture<>();
    private TcpListener listener;
    private Socket client;

    @BeforeEach
    void connect() throws Exception {
        listener = loop.call(() -> new TcpStack(loop)
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), connection -> {
                    accepted.complete(connection);
                    return TcpHandler.IGNORE;
                }));
        client = new Socket(listener.address().getAddress(), listener.address().getPort());
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        loop.close();
        sight.close();
    }

    private boolean isGone() throws Exception {
        var connection = accepted.get(LONG.toSeconds(), TimeUnit.SECONDS);
        return loop.call(() -> sight.isGone(connection));
    }

    @Test
    void aClientThatWaitsIsThere() throws Exception {
        assertThat(isGone()).isFalse();
    }

    /** Such as one that has sent its request and wants the answer. */
    @Test
    void soIsOneThatHasEndedItsDirection() throws Exception {
        client.shutdownOutput();
        assertThat(isGone()).isFalse();
    }

    @Test
    void oneThatHasClosedItsSocketIsGoneThoughItsConnectionLivesOn() throws Exception {
        client.close();
        assertThat(isGone()).isTrue();
    }

    @Test
    void oneThatHasResetIsGone() throws Exception {
        isGone();
        client.setSoLinger(true, 0);
        client.close();
        await().atMost(LONG).untilAsserted(() -> assertThat(isGone()).isTrue());
    }
}
