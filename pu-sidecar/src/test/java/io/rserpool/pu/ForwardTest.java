package io.rserpool.pu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.tcp.TcpStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ports of a Service that have nothing to do with a pool: real sockets on both sides. */
class ForwardTest {
    private static final InetAddress NOBODY = InetAddress.ofLiteral("127.77.0.9");

    private final SelectorEventLoop loop = new SelectorEventLoop("forward-test");
    private ServerSocket service;
    private InetSocketAddress address;

    @BeforeEach
    void listen() throws Exception {
        service = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = (InetSocketAddress) free.getLocalSocketAddress();
        }
    }

    @AfterEach
    void close() throws Exception {
        service.close();
        loop.close();
    }

    /** @param found what the DNS says of the Service */
    private Forward forward(InetAddress... found) {
        return loop.call(() -> {
            var settings = new Forward.Settings("metrics", address, new ServiceTarget("files", service.getLocalPort()));
            var forward = new Forward(settings, new TcpStack(loop), (host, result) -> result.accept(List.of(found)));
            forward.listen();
            return forward;
        });
    }

    private String state(Forward forward) {
        return loop.call(forward::state);
    }

    private void assertCarried() throws IOException {
        try (var client = new Socket(address.getAddress(), address.getPort());
                var server = service.accept()) {
            client.getOutputStream().write("question".getBytes(StandardCharsets.UTF_8));
            client.shutdownOutput();
            assertThat(server.getInputStream().readAllBytes()).asString().isEqualTo("question");
            server.getOutputStream().write("answer".getBytes(StandardCharsets.UTF_8));
            server.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("answer");
        }
    }

    @Test
    void bothDirectionsAreCarriedAndEndByThemselves() throws Exception {
        var forward = forward(service.getInetAddress());
        assertCarried();
        assertThat(state(forward)).isEqualTo("carried to files:" + service.getLocalPort());
    }

    /** As those of a headless Service. */
    @Test
    void anAddressThatRefusesIsPassedOver() throws Exception {
        forward(NOBODY, service.getInetAddress());
        assertCarried();
    }

    @Test
    void aServiceWithoutAddressResetsItsClient() throws Exception {
        forward();
        try (var client = new Socket(address.getAddress(), address.getPort())) {
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
        }
    }

    /** The rest of the program has nothing to do with it. */
    @Test
    void aPortThatSomebodyHasIsSaidAndNothingElse() throws Exception {
        try (var other = new ServerSocket(address.getPort(), 1, address.getAddress())) {
            var forward = forward(service.getInetAddress());
            assertThat(state(forward)).startsWith("cannot be listened on: ");
            loop.call(() -> {
                forward.close();
                return true;
            });
            assertThat(other.isClosed()).isFalse();
        }
    }

    @Test
    void itsEndResetsItsClients() throws Exception {
        var forward = forward(service.getInetAddress());
        try (var client = new Socket(address.getAddress(), address.getPort());
                var server = service.accept()) {
            server.getOutputStream().write('x');
            assertThat(client.getInputStream().read()).isEqualTo('x');
            loop.call(() -> {
                forward.close();
                return true;
            });
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(IOException.class);
        }
    }
}
