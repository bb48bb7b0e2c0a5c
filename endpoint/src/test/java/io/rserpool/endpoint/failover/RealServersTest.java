package io.rserpool.endpoint.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rserpool.endpoint.failover.lines.LinesFailover;
import io.rserpool.endpoint.failover.lines.LinesSettings;
import io.rserpool.endpoint.failover.redis.RedisFailover;
import io.rserpool.endpoint.failover.redis.RedisSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers that are killed, where they are installed (redis-server, redis-cli, memcached). */
class RealServersTest {
    private static final Duration START = Duration.ofSeconds(20);

    private final List<Process> processes = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void stop() throws Exception {
        for (var each : processes) {
            each.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static void assumeInstalled(String... programs) {
        for (var each : programs) {
            assumeTrue(
                    Stream.of(System.getenv("PATH").split(":")).anyMatch(dir -> Files.isExecutable(Path.of(dir, each))),
                    each + " is not installed");
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private int start(int port, String... command) throws Exception {
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        processes.add(process);
        for (var until = Instant.now().plus(START); ; ) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
                return port;
            } catch (IOException e) {
                assertThat(process.isAlive() && Instant.now().isBefore(until))
                        .as("%s", List.of(command))
                        .isTrue();
                Thread.onSpinWait();
            }
        }
    }

    private int redis(String... options) throws Exception {
        var port = freePort();
        var command = new ArrayList<>(List.of(
                "redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--save", "", "--requirepass", "secret"));
        command.addAll(List.of(options));
        return start(port, command.toArray(String[]::new));
    }

    /** What redis-cli says to these commands. */
    private String redisCli(int port, String commands) throws Exception {
        var input = Files.writeString(folder.resolve("commands-" + port), commands);
        var cli = new ProcessBuilder("redis-cli", "-p", "" + port, "--no-raw")
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .start();
        processes.add(cli);
        return new String(cli.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static DialogueProxy redisProxy(List<Integer> servers, LongConsumer delivered) throws IOException {
        return new DialogueProxy(setting -> new RedisFailover(RedisSettings.DEFAULT, setting), servers, delivered);
    }

    @Test
    void redisCliDoesNotNoticeThatItsServersAreKilled() throws Exception {
        assumeInstalled("redis-server", "redis-cli");
        var servers = List.of(redis(), redis(), redis());
        var values = new StringBuilder("AUTH secret\nSELECT 3\n");
        var reads = new StringBuilder("AUTH secret\nSELECT 3\nCLIENT SETNAME reader\n");
        for (int i = 0; i < 50; i++) {
            values.append("SET key" + i + " " + ("" + i).repeat(50 * i) + "\nRPUSH list " + i + "\n");
        }
        for (int i = 0; i < 1000; i++) {
            reads.append("GET key" + i % 50 + "\n").append(i % 7 == 0 ? "LRANGE list 0 -1\n" : "");
        }
        reads.append("MULTI\nGET key1\nEXEC\nCLIENT GETNAME\n");
        for (var each : servers) {
            assertThat(redisCli(each, values.toString())).contains("OK");
        }
        var undisturbed = redisCli(servers.get(1), reads.toString());

        var kills = new int[1];
        try (var proxy = redisProxy(servers, given -> {
            if (given > 200_000L * (kills[0] + 1) && kills[0] < 2) {
                processes.get(kills[0]++).destroyForcibly();
            }
        })) {
            assertThat(redisCli(proxy.port(), reads.toString())).isEqualTo(undisturbed);
            assertThat(proxy.connections).isEqualTo(3);
        }
    }

    @Test
    void writesMoveFromTheReplicaToThePrimary() throws Exception {
        assumeInstalled("redis-server", "redis-cli");
        var primary = redis();
        var replica = redis("--replicaof", "127.0.0.1 " + primary, "--masterauth", "secret");

        try (var proxy = redisProxy(List.of(replica, primary), _ -> {})) {
            assertThat(redisCli(proxy.port(), "AUTH secret\nSET k v\nGET k\n")).isEqualTo("OK\nOK\n\"v\"\n");
            assertThat(proxy.connections).isEqualTo(2);
        }
    }

    @Test
    void writeUnderWayEndsTheSession() throws Exception {
        assumeInstalled("redis-server");
        var servers = List.of(redis(), redis());
        try (var proxy = redisProxy(servers, _ -> {});
                var client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            client.getOutputStream().write("AUTH secret\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.getInputStream().readNBytes(12)).asString().isEqualTo("+OK\r\n+PONG\r\n");
            client.getOutputStream().write("BLPOP nothing 0\r\n".getBytes(StandardCharsets.US_ASCII));
            while (!redisCli(servers.getFirst(), "AUTH secret\nINFO clients\n").contains("blocked_clients:1")) {
                Thread.onSpinWait();
            }
            processes.getFirst().destroyForcibly();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(proxy.end).isEqualTo("blocking");
        }
    }

    @Test
    void memcachedIsKilled() throws Exception {
        assumeInstalled("memcached");
        var servers = List.of(memcached(), memcached());
        var value = "x".repeat(100_000) + "\r\nEND";
        for (var each : servers) {
            assertThat(talk(each, "set a 0 0 " + value.length() + "\r\n" + value + "\r\nquit\r\n"))
                    .isEqualTo("STORED\r\n");
        }
        var gets = "get a nothing\r\n".repeat(300) + "quit\r\n";
        var undisturbed = talk(servers.get(1), gets);

        try (var proxy =
                new DialogueProxy(setting -> new LinesFailover(LinesSettings.MEMCACHED, setting), servers, given -> {
                    if (given > 1_000_000) {
                        processes.getFirst().destroyForcibly();
                    }
                })) {
            assertThat(talk(proxy.port(), gets).equals(undisturbed))
                    .as("equal to the undisturbed run; %s", proxy.end)
                    .isTrue();
            assertThat(proxy.connections).isEqualTo(2);
        }
    }

    private int memcached() throws Exception {
        var port = freePort();
        var command = new ArrayList<>(List.of("memcached", "-p", "" + port, "-l", "127.0.0.1", "-U", "0"));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody"));
        }
        return start(port, command.toArray(String[]::new));
    }

    /** All that a server says to this, until it ends. */
    private static String talk(int port, String text) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var writer = new Thread(() -> {
                try {
                    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    // Seen by the reader.
                }
            });
            writer.start();
            var all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            writer.join();
            return all;
        }
    }

    @Test
    void recordingsAreWhatServersSay() throws Exception {
        assumeInstalled("redis-server", "memcached");
        var protocol = redis("--enable-debug-command", "yes");
        compare("redis-resp2.dialogue", protocol);
        compare("redis-resp3.dialogue", protocol);
        compare("memcached.dialogue", memcached());
    }

    /** All but what has the number of a connection or a version in it. */
    private static void compare(String recording, int port) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            for (var each : Recording.load(recording).exchanges()) {
                socket.getOutputStream().write(each.request().getBytes(StandardCharsets.ISO_8859_1));
                var answer = socket.getInputStream().readNBytes(each.answer().length());
                if (!each.answer().contains("version") && !each.answer().contains("VERSION")) {
                    assertThat(new String(answer, StandardCharsets.ISO_8859_1)).isEqualTo(each.answer());
                }
            }
        }
    }
}
