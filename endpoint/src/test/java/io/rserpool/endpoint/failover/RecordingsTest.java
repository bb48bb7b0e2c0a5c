package io.rserpool.endpoint.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recordings of {@link RecordedDialogueTest} are what redis-server and memcached say; {@code e2e/programs/run} brings these. */
@Tag("programs")
class RecordingsTest {
    private final List<Process> processes = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void stop() throws Exception {
        for (var each : processes) {
            each.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void redisSaysWhatIsRecorded() throws Exception {
        var port = freePort();
        start(
                "redis-server --bind 127.0.0.1 --requirepass secret --enable-debug-command yes --save".split(" "),
                "",
                "--port",
                Integer.toString(port));
        compare("redis-resp2.dialogue", port);
        compare("redis-resp3.dialogue", port);
    }

    @Test
    void memcachedSaysWhatIsRecorded() throws Exception {
        var port = freePort();
        start("memcached -l 127.0.0.1 -U 0 -u root -p".split(" "), Integer.toString(port));
        compare("memcached.dialogue", port);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void start(String[] command, String... more) throws IOException {
        var all = new ArrayList<>(List.of(command));
        all.addAll(List.of(more));
        processes.add(new ProcessBuilder(all)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** All but what has the number of a connection or a version in it. */
    private static void compare(String recording, int port) throws IOException {
        try (var socket = connected(port)) {
            for (var each : Recording.load(recording).exchanges()) {
                socket.getOutputStream().write(each.request().getBytes(StandardCharsets.ISO_8859_1));
                var answer = socket.getInputStream().readNBytes(each.answer().length());
                if (!each.answer().contains("version") && !each.answer().contains("VERSION")) {
                    assertThat(new String(answer, StandardCharsets.ISO_8859_1)).isEqualTo(each.answer());
                }
            }
        }
    }

    private static Socket connected(int port) {
        return await("the server listens")
                .ignoreExceptions()
                .atMost(Duration.ofSeconds(20))
                .until(() -> new Socket(InetAddress.getLoopbackAddress(), port), Socket::isConnected);
    }
}
