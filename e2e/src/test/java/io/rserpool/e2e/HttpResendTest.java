package io.rserpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A token generator in Python that is asked by POST, and dies in mid-sentence: where the pool's user has allowed it to be asked again, the stream goes
 * on without a token lost or doubled; where not, it ends with the reason. Logs stay in {@code target/resend-test}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpResendTest {
    private static final int COUNT = 2;
    private static final int ALLOWED = 8000;
    private static final int FORBIDDEN = 8001;
    private static final String SENTENCE = "The quick brown fox jumps over the lazy dog";

    /** While there is the file, it says half of the sentence and no more. IDs and times are its own. */
    private static final String SERVER = """
            import http.server, json, os, sys, time
            address, port, number, hold = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
            class Generator(http.server.BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                def do_POST(self):
                    words = self.rfile.read(int(self.headers["Content-Length"])).decode().split(" ")
                    self.send_response(200)
                    self.send_header("Content-Type", "text/event-stream")
                    self.send_header("Transfer-Encoding", "chunked")
                    self.end_headers()
                    held = os.path.exists(hold)
                    for index, word in enumerate(words):
                        if held and index == len(words) // 2:
                            while True:
                                time.sleep(1)
                        event = {"id": number + "-" + str(index), "created": time.time(), "text": word}
                        self.say("data: " + json.dumps(event) + "\\n\\n")
                    self.say("data: [DONE]\\n\\n")
                    self.wfile.write(b"0\\r\\n\\r\\n")
                def say(self, text):
                    self.wfile.write(b"%x\\r\\n%s\\r\\n" % (len(text), text.encode()))
                    self.wfile.flush()
            http.server.ThreadingHTTPServer((address, port), Generator).serve_forever()
            """;

    private static final String CLIENT = """
            import json, sys, urllib.request
            with urllib.request.urlopen(sys.argv[1], data=sys.argv[2].encode(), timeout=60) as answer:
                for line in answer:
                    line = line.decode().strip()
                    if line == "data: [DONE]":
                        print("complete", flush=True)
                    elif line:
                        print("token " + json.loads(line[6:])["text"], flush=True)
            """;

    private final LocalProcess[] servers = new LocalProcess[COUNT + 1];
    private LocalSystem system;
    private Path hold;
    private LocalProcess user;
    private int clients;

    @BeforeAll
    void start() throws Exception {
        var directory = Path.of("target/resend-test/" + System.nanoTime()).toAbsolutePath();
        system = new LocalSystem(LocalSystem.project(), directory, 1);
        hold = directory.resolve("hold");
        system.startRegistrar(1);
        for (int i = 1; i <= COUNT; i++) {
            startServer(i);
            system.startElement(i, Map.of("rserpool.pe.pools.llm.server", system.serverAddress(i) + ":" + ALLOWED));
        }
        var settings = new TreeMap<String, String>();
        for (var pool : List.of("allowed", "forbidden")) {
            var prefix = "rserpool.pu.pools." + pool + ".";
            var port = pool.equals("allowed") ? ALLOWED : FORBIDDEN;
            settings.put(prefix + "handle", "llm");
            settings.put(prefix + "listen", system.serviceAddress() + ":" + port);
            settings.put(prefix + "failover", "http");
            settings.put(prefix + "http.ignore", "/id\n/created");
        }
        settings.put("rserpool.pu.pools.allowed.http.resend", "POST");
        user = system.startUser(settings);
    }

    @AfterAll
    void stop() throws IOException {
        system.close();
        Files.deleteIfExists(hold);
    }

    @BeforeEach
    void awaitWhole() throws IOException {
        for (int i = 1; i <= COUNT; i++) {
            if (!servers[i].isAlive()) {
                startServer(i);
            }
        }
        Files.write(hold, new byte[0]);
        await().ignoreExceptions().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            assertThat(system.registered(1)).isEqualTo(COUNT);
            assertThat(system.management(system.userAddress()).ready()).isTrue();
        });
    }

    private void startServer(int number) {
        servers[number] = system.start(
                "server-" + number,
                List.of(
                        "python3",
                        "-c",
                        SERVER,
                        system.serverAddress(number),
                        Integer.toString(ALLOWED),
                        Integer.toString(number),
                        hold.toString()),
                Map.of());
    }

    /** A client that has half of its sentence. */
    private LocalProcess startClient(int port) {
        var client = system.start(
                "client-" + ++clients,
                List.of("python3", "-c", CLIENT, "http://" + system.serviceAddress() + ":" + port + "/", SENTENCE),
                Map.of());
        await().atMost(Duration.ofSeconds(30)).until(() -> tokens(client).size() == SENTENCE.split(" ").length / 2);
        return client;
    }

    private static List<String> tokens(LocalProcess client) {
        return client.output()
                .lines()
                .filter(line -> line.startsWith("token "))
                .map(line -> line.substring(6))
                .toList();
    }

    /** Kills the server of the only session; the other one says all of the sentence. */
    private int killServer() throws Exception {
        Files.delete(hold);
        int number = system.serving();
        assertThat(number).isPositive();
        servers[number].kill();
        return number;
    }

    @Test
    void aRequestThatMayBeSentAgainGoesOnInMidSentence() throws Exception {
        var client = startClient(ALLOWED);
        var number = killServer();
        assertThat(client.awaitExit(60)).as(client.output()).isZero();
        assertThat(String.join(" ", tokens(client))).isEqualTo(SENTENCE);
        assertThat(client.output()).contains("complete");
        startServer(number);
    }

    @Test
    void anotherOneEndsWithTheReason() throws Exception {
        var client = startClient(FORBIDDEN);
        var number = killServer();
        assertThat(client.awaitExit(60)).as(client.output()).isNotZero();
        assertThat(client.output()).doesNotContain("complete").doesNotContain("token lazy");
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(user.output())
                .contains("of pool forbidden lost")
                .contains("a request is under way that must not be executed twice"));
        startServer(number);
    }

    @Test
    void whatNoModeCanDoKeepsTheSidecarFromStarting() throws Exception {
        var refused = system.startProgram(
                "pu-sidecar",
                "refused",
                system.address(31),
                Map.of(
                        "rserpool.registrars",
                        system.registrarAddress(1) + ":3863",
                        "rserpool.pu.pools.llm.listen",
                        system.address(78) + ":" + ALLOWED,
                        "rserpool.pu.pools.llm.failover",
                        "http",
                        "rserpool.pu.pools.llm.http.ignore",
                        "/id\n(.*)*=.*",
                        "rserpool.pu.pools.llm.http.resend",
                        "PSOT"));
        assertThat(refused.awaitExit(60)).isNotZero();
        assertThat(refused.output())
                .contains("rserpool.pu.pools.llm.http.ignore=", "takes too long, as nested repetitions do")
                .contains("rserpool.pu.pools.llm.http.resend=PSOT is not allowed", "is not a known method");
    }
}
