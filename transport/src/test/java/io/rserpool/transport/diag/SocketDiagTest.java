package io.rserpool.transport.diag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against the kernel of this machine, as whoever runs the tests. */
class SocketDiagTest {
    private static final int MANY = 300;
    private static final Random PORTS = new Random();

    private final SocketDiag diag = new SocketDiag();
    private final InetAddress local = loopback();

    @AfterEach
    void close() {
        diag.close();
    }

    private static InetAddress loopback() {
        return InetAddress.ofLiteral("127.%d.%d.7".formatted(1 + PORTS.nextInt(250), PORTS.nextInt(250)));
    }

    /**
     * Listens at a port that nobody else gets by asking for any: port 0 gives one at which others may listen at other
     * addresses, so this one is from below the kernel's range, and seen to be nobody's.
     */
    private ServerSocket listen() throws IOException {
        while (true) {
            int port = PORTS.nextInt(15_000, 30_000);
            if (!listeners(port).isEmpty()) {
                continue;
            }
            try {
                return listen(local, port);
            } catch (BindException taken) {
                continue;
            }
        }
    }

    private static ServerSocket listen(InetAddress address, int port) throws IOException {
        var server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(address, port), MANY);
        return server;
    }

    private List<ListeningSocket> listeners(int port) {
        return diag.listeners(port).orElseThrow();
    }

    @Test
    void aListenerIsSeenWhileItListens() throws IOException {
        int port;
        long inode;
        try (var server = listen()) {
            port = server.getLocalPort();
            assertThat(listeners(port)).singleElement().satisfies(socket -> {
                assertThat(socket.address()).isEqualTo(local);
                assertThat(socket.inode()).isPositive();
            });
            inode = listeners(port).getFirst().inode();
        }
        assertThat(listeners(port)).isEmpty();
        try (var again = listen(local, port)) {
            assertThat(again.isBound()).isTrue();
            assertThat(listeners(port).getFirst().inode()).isNotEqualTo(inode);
        }
    }

    @Test
    void itAnswersWhomItsAddressSays() throws IOException {
        var other = InetAddress.ofLiteral("127.0.0.99");
        try (var server = listen()) {
            var socket = listeners(server.getLocalPort()).getFirst();
            assertThat(socket.answers(local)).isTrue();
            assertThat(socket.answers(other)).isFalse();
        }
        try (var everywhere = new ServerSocket(0)) {
            assertThat(listeners(everywhere.getLocalPort()))
                    .anyMatch(socket -> socket.answers(local))
                    .anyMatch(socket -> socket.answers(other));
        }
        var four = new ListeningSocket(InetAddress.ofLiteral("0.0.0.0"), false, 1);
        var six = InetAddress.ofLiteral("::1");
        assertThat(four.answers(local)).isTrue();
        assertThat(four.answers(six)).isFalse();
        var wildcard = InetAddress.ofLiteral("::");
        assertThat(new ListeningSocket(wildcard, false, 1).answers(local)).isTrue();
        assertThat(new ListeningSocket(wildcard, true, 1).answers(local)).isFalse();
        assertThat(new ListeningSocket(wildcard, true, 1).answers(six)).isTrue();
    }

    @Test
    void bothFamiliesAreSeenInOneAnswer() throws IOException {
        assumeThat(NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")))
                .isNotNull();
        try (var four = listen();
                var six = listen(InetAddress.ofLiteral("::1"), four.getLocalPort())) {
            assertThat(listeners(six.getLocalPort()))
                    .extracting(ListeningSocket::address)
                    .containsExactlyInAnyOrder(local, InetAddress.ofLiteral("::1"));
        }
    }

    /** Who accepts, ends its direction and closes can be told apart at the other end. */
    @Test
    void whoHoldsTheOtherEnd() throws IOException {
        try (var server = listen();
                var client = new Socket(local, server.getLocalPort())) {
            assertThat(peer(client).held()).as("not accepted yet").isFalse();
            try (var accepted = server.accept()) {
                assertThat(peer(client).held()).isTrue();
                assertThat(peer(client).endedSendingOnly()).isFalse();
                accepted.getOutputStream().write(new byte[100]);
                client.getOutputStream().write(new byte[7]);
                assertThat(peer(client).unread()).isEqualTo(7);
                accepted.shutdownOutput();
                assertThat(peer(client).endedSendingOnly()).isTrue();
                accepted.getInputStream().readNBytes(7);
            }
            assertThat(peer(client).held()).isFalse();
            assertThat(peer(client).endedSendingOnly()).isFalse();
        }
    }

    @Test
    void noSuchConnection() throws IOException {
        try (var server = listen()) {
            var address = (InetSocketAddress) server.getLocalSocketAddress();
            assertThat(diag.connection(address, new InetSocketAddress(local, 1)))
                    .isEmpty();
            assertThat(diag.connection(InetSocketAddress.createUnresolved("nowhere", 1), address))
                    .isEmpty();
        }
    }

    private TcpSocket peer(Socket client) {
        return diag.connection((InetSocketAddress) client.getRemoteSocketAddress(), (InetSocketAddress)
                        client.getLocalSocketAddress())
                .orElseThrow();
    }

    /** Other people's sockets, listening or not, and those in TIME-WAIT: the answer has not one byte more. */
    @Test
    void anAnswerDoesNotGrowWithOtherSockets() throws IOException {
        try (var server = listen();
                var elsewhere = listen()) {
            var quiet = cost(server);
            var others = new ArrayList<Socket>();
            var strangers = new ArrayList<ServerSocket>();
            try {
                for (int i = 0; i < MANY; i++) {
                    var client = new Socket(local, elsewhere.getLocalPort());
                    others.add(client);
                    others.add(elsewhere.accept());
                    strangers.add(listen());
                    timeWait(elsewhere);
                }
                assertThat(cost(server)).isEqualTo(quiet);
            } finally {
                for (var socket : others) {
                    socket.close();
                }
                for (var socket : strangers) {
                    socket.close();
                }
            }
        }
    }

    private void timeWait(ServerSocket server) throws IOException {
        try (var client = new Socket(local, server.getLocalPort());
                var accepted = server.accept()) {
            accepted.shutdownOutput();
            assertThat(client.getInputStream().read()).isNegative();
        }
    }

    private List<Long> cost(ServerSocket server) {
        long datagrams = diag.datagramsRead();
        long bytes = diag.bytesRead();
        assertThat(listeners(server.getLocalPort())).hasSize(1);
        return List.of(diag.datagramsRead() - datagrams, diag.bytesRead() - bytes);
    }

    /** One port's listeners may be many: the answer comes in several datagrams, which are read without waiting. */
    @Test
    void manyListenersOfOnePort() throws IOException {
        var servers = new ArrayList<ServerSocket>();
        try {
            servers.add(listen());
            for (int i = 1; i < MANY; i++) {
                var address = InetAddress.ofLiteral("127.251.%d.%d".formatted(i / 250, 1 + i % 250));
                servers.add(listen(address, servers.getFirst().getLocalPort()));
            }
            assertThat(listeners(servers.getFirst().getLocalPort())).hasSizeGreaterThanOrEqualTo(MANY);
            assertThat(diag.datagramsRead()).isGreaterThan(1);
        } finally {
            for (var server : servers) {
                server.close();
            }
        }
    }
}
