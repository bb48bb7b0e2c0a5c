package io.rserpool.program.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections on which nothing comes, or a byte now and then. */
class SlowConnectionsTest {
    private static final int SLOW = 200;
    private static final int PROBES = 20;
    private static final String REQUEST = "GET /q/health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    private final ManagementServer server = ManagementServer.bind(
                    InetAddress.getLoopbackAddress(), 0, new PrometheusRegistry(), PageGate.open())
            .start();
    private final List<Slow> slow = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (var connection : slow) {
            connection.socket.close();
        }
        server.close();
    }

    private Socket connect(String from) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port(), InetAddress.ofLiteral(from), 0);
        socket.setSoTimeout(4_000);
        return socket;
    }

    /** A client that connects again whenever it is cut off. */
    private final class Slow {
        private final String from;
        private final boolean talks;
        private Socket socket;

        Slow(String from, boolean talks) throws IOException {
            this.from = from;
            this.talks = talks;
            this.socket = connect(from);
        }

        void tick() throws IOException {
            if (!isOpen()) {
                socket.close();
                socket = connect(from);
            }
            if (talks) {
                try {
                    socket.getOutputStream().write('G');
                } catch (IOException e) {
                    // Cut off in between.
                }
            }
        }

        boolean isOpen() throws IOException {
            socket.setSoTimeout(1);
            try {
                return socket.getInputStream().read() >= 0;
            } catch (SocketTimeoutException e) {
                return true;
            } catch (IOException e) {
                return false;
            }
        }
    }

    private int open() throws IOException {
        int count = 0;
        for (var connection : slow) {
            count += connection.isOpen() ? 1 : 0;
        }
        return count;
    }

    private String probe() throws IOException {
        try (var socket = connect("127.0.0.1")) {
            socket.getOutputStream().write(REQUEST.getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    /** While they are open, and although they come again: nobody waits for their end, which would come after 5 s. */
    @ParameterizedTest(name = "from {0} addresses")
    @ValueSource(ints = {1, 7, 200})
    void probesAreAnsweredMeanwhile(int sources) throws IOException {
        for (int i = 0; i < SLOW; i++) {
            slow.add(new Slow("127.0.1." + (1 + i % sources), i % 2 == 0));
        }
        for (int i = 0; i < PROBES; i++) {
            for (var connection : slow.subList(i * SLOW / PROBES, (i + 1) * SLOW / PROBES)) {
                connection.tick();
            }
            assertThat(probe()).startsWith("HTTP/1.1 200").contains("\"UP\"");
        }
        assertThat(open()).isPositive().isLessThanOrEqualTo(sources == 1 ? Connections.MOST_OF_ONE : Connections.MOST);
    }

    /** Also from the address of whoever does it, such as a pod on the node's network. */
    @Test
    void alsoFromTheSameAddress() throws IOException {
        for (int i = 0; i < SLOW; i++) {
            slow.add(new Slow("127.0.0.1", i % 2 == 0));
        }
        assertThat(probe()).startsWith("HTTP/1.1 200");
        assertThat(open()).isPositive();
    }

    @Test
    void aHeadThatDoesNotEndIsCutOff() throws IOException {
        try (var socket = connect("127.0.0.1")) {
            var line = ("X-Long: " + "x".repeat(1000) + "\r\n").getBytes(US_ASCII);
            socket.getOutputStream().write("GET /q/health HTTP/1.1\r\n".getBytes(US_ASCII));
            for (int i = 0; i < 20; i++) {
                socket.getOutputStream().write(line);
            }
            assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                    .doesNotContain(" 200 ");
        } catch (IOException e) {
            // Reset while it was written.
        }
        assertThat(probe()).startsWith("HTTP/1.1 200");
    }
}
