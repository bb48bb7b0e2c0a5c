package io.rserpool.endpoint.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rserpool.endpoint.failover.http.HttpFailover;
import io.rserpool.endpoint.failover.http.HttpSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Web servers that are killed while curl downloads from them, where they are installed (curl; nginx, python3, the JDK's own). */
class RealHttpServersTest {
    private static final Duration START = Duration.ofSeconds(20);

    /** More than the kernel's buffers hold: what a dead server has left there is not enough. */
    private static final int SIZE = 32 << 20;

    /** Web servers that serve a folder. */
    enum Server {
        /** Strong ETags and ranges. */
        NGINX("nginx"),
        /** HTTP/1.0. */
        PYTHON("python3"),
        /** HTTP/1.1 without ETags. */
        JDK("java");

        private final String program;

        Server(String program) {
            this.program = program;
        }

        private List<String> command(int port, Path folder) throws IOException {
            return switch (this) {
                case NGINX ->
                    List.of(program, "-p", folder.toString(), "-e", "stderr", "-c", configuration(port, folder));
                case PYTHON -> List.of(program, "-m", "http.server", "-b", "127.0.0.1", "" + port);
                case JDK ->
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", program)
                                    .toString(),
                            "-Xshare:auto",
                            "-m",
                            "jdk.httpserver",
                            "-b",
                            "127.0.0.1",
                            "-p",
                            "" + port,
                            "-d",
                            folder.toString());
            };
        }

        /** A single process, which dies as one. */
        private static String configuration(int port, Path folder) throws IOException {
            var text = """
                    daemon off;
                    master_process off;
                    pid nginx-%1$d.pid;
                    events {}
                    http {
                      access_log off;
                      client_body_temp_path t%1$d; proxy_temp_path p%1$d; fastcgi_temp_path f%1$d; uwsgi_temp_path u%1$d; scgi_temp_path s%1$d;
                      server { listen 127.0.0.1:%1$d; root %2$s; }
                    }
                    """.formatted(port, folder);
            return Files.writeString(folder.resolve("nginx-" + port + ".conf"), text)
                    .toString();
        }
    }

    private final List<Process> processes = new ArrayList<>();

    @TempDir
    Path folder;

    @BeforeEach
    void content() throws Exception {
        for (var name : List.of("a", "b")) {
            var bytes = new byte[SIZE];
            new Random(name.hashCode()).nextBytes(bytes);
            Files.write(folder.resolve(name), bytes);
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (var each : processes) {
            each.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static void assumeInstalled(String program) {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":")).anyMatch(dir -> Files.isExecutable(Path.of(dir, program))),
                program + " is not installed");
    }

    private int start(Server server) throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var process = run(server.command(port, folder));
        for (var until = Instant.now().plus(START); ; ) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
                return port;
            } catch (IOException e) {
                assertThat(process.isAlive() && Instant.now().isBefore(until))
                        .as("%s", server)
                        .isTrue();
                Thread.onSpinWait();
            }
        }
    }

    private Process run(List<String> command) throws IOException {
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        processes.add(process);
        return process;
    }

    @ParameterizedTest
    @EnumSource
    void curlDoesNotNoticeThatItsServersAreKilled(Server server) throws Exception {
        assumeInstalled("curl");
        assumeInstalled(server.program);
        var servers = List.of(start(server), start(server), start(server));
        var kills = new int[1];
        try (var proxy =
                new DialogueProxy(setting -> new HttpFailover(HttpSettings.DEFAULT, setting), servers, given -> {
                    if (kills[0] < 2 && given > (SIZE / 4) * (kills[0] + 1L)) {
                        processes.get(kills[0]++).destroyForcibly();
                    }
                })) {
            var url = "http://127.0.0.1:" + proxy.port() + "/";
            // A server of HTTP/1.0 ends its connection, and the proxy carries one only.
            var urls = server == Server.PYTHON
                    ? List.of(url + "a", "-o", "got-a")
                    : List.of(url + "a", "-o", "got-a", url + "b", "-o", "got-b");
            var command = new ArrayList<>(List.of("curl", "-sS"));
            command.addAll(urls);
            assertThat(run(command).waitFor(60, TimeUnit.SECONDS)).isTrue();

            assertThat(folder.resolve("got-a")).as(proxy.end).hasSameBinaryContentAs(folder.resolve("a"));
            if (urls.size() > 3) {
                assertThat(folder.resolve("got-b")).as(proxy.end).hasSameBinaryContentAs(folder.resolve("b"));
            }
            assertThat(proxy.connections).isEqualTo(3);
        }
    }
}
