package io.rserpool.pe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServerRunsTest {
    private static final long MORE_THAN_FRESH = 1_000_000_000;

    private final AtomicLong clock = new AtomicLong();

    @Test
    void theSameListenerIsTheSameRun() throws IOException {
        try (var server = listen(0)) {
            var runs = runs(server);
            var before = runs.current();
            clock.addAndGet(MORE_THAN_FRESH);

            assertThat(before).isNotEmpty();
            assertThat(runs.isAnother(before)).isFalse();
        }
    }

    @Test
    void aListenerOnTheSamePortIsAnotherRun() throws IOException {
        var first = listen(0);
        var runs = runs(first);
        var before = runs.current();
        first.close();
        clock.addAndGet(MORE_THAN_FRESH);
        assertThat(runs.isAnother(before))
                .as("nobody listens: for the port to say")
                .isFalse();
        try (var second = listen(first.getLocalPort())) {
            clock.addAndGet(MORE_THAN_FRESH);

            assertThat(second.isBound()).isTrue();
            assertThat(runs.isAnother(before)).isTrue();
        }
    }

    @Test
    void aServerOnAllAddressesIsSeen() throws IOException {
        try (var server = new ServerSocket(0)) {
            assertThat(runs(server).current()).isNotEmpty();
        }
    }

    @Test
    void anotherAddressIsAnotherServer() throws IOException {
        try (var server = listen(0)) {
            var other = new InetSocketAddress("127.83.61.8", server.getLocalPort());

            assertThat(new ServerRuns(other, clock::get).current()).isEmpty();
        }
    }

    private ServerRuns runs(ServerSocket server) {
        return new ServerRuns(new InetSocketAddress("127.83.61.7", server.getLocalPort()), clock::get);
    }

    private static ServerSocket listen(int port) throws IOException {
        var server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getByName("127.83.61.7"), port));
        return server;
    }
}
