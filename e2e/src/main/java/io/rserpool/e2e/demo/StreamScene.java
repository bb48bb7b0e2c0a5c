package io.rserpool.e2e.demo;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** curl reads the answer of a token generator, which is shown as it comes, with the deaths of its servers in it. */
final class StreamScene implements Scene {
    private static final long LOOK_MILLIS = 5;

    private final Path directory;
    private final int tokensPerSecond;

    StreamScene(Path directory, int tokensPerSecond) {
        this.directory = directory;
        this.tokensPerSecond = tokensPerSecond;
    }

    @Override
    public String servers() {
        return "token generators (event streams, as of a language model)";
    }

    @Override
    public String program() {
        return "python3 examples/token-server.py";
    }

    /** To generate an answer twice does no harm; its identifier and its times are of each generation. */
    @Override
    public Map<String, String> pool() {
        return Map.of("failover", "http", "http.resend", "POST", "http.ignore", "/id\\n/created");
    }

    @Override
    public void prepare(LocalSystem system) throws IOException {
        Files.createDirectories(cache("pool"));
        Files.createDirectories(cache("undisturbed"));
    }

    private Path cache(String name) {
        return directory.resolve("cache-" + name);
    }

    @Override
    public LocalProcess startServer(LocalSystem system, int number, String address) {
        return start(system, "server-" + number, address, tokensPerSecond, "pool");
    }

    private LocalProcess start(LocalSystem system, String name, String address, int rate, String cache) {
        return system.start(
                name,
                List.of(
                        "python3",
                        LocalSystem.project()
                                .resolve("examples/token-server.py")
                                .toString(),
                        address,
                        Integer.toString(PORT),
                        Integer.toString(rate),
                        cache(cache).toString()),
                Map.of());
    }

    @Override
    public String resumed(JsonNode failover) {
        return "it was asked the same; what the client has already was compared, identifiers and times left out, and skipped";
    }

    @Override
    public boolean play(Stage stage, Trouble trouble, int kills) throws Exception {
        var expected = undisturbed(stage.system());
        stage.screen()
                .event("curl asks %s:%d (the pu-sidecar) and is answered word by word:", stage.serviceAddress(), PORT);
        stage.screen().line("");
        var stream = TokenStream.ask(stage.serviceAddress(), PORT, directory.resolve("client.log"));
        try {
            show(stage, stream, trouble, kills, count(expected));
            return verdict(stage.screen(), stream, trouble, kills, expected);
        } finally {
            stream.kill();
        }
    }

    private static int count(String text) {
        return text.split(" ", -1).length;
    }

    /** The answer of a server that is not in the pool, and that nobody kills. */
    private String undisturbed(LocalSystem system) throws Exception {
        var address = system.address(60);
        var server = start(system, "undisturbed", address, 10_000, "undisturbed");
        try {
            await().until(() -> accepts(address));
            var stream = TokenStream.ask(address, PORT, directory.resolve("undisturbed-client.log"));
            while (!"".equals(stream.next(LOOK_MILLIS))) {
                // The next one.
            }
            if (!stream.succeeded()) {
                throw new IllegalStateException("no answer without us either: " + Files.readString(stream.log()));
            }
            return stream.answer();
        } finally {
            server.kill();
        }
    }

    private static boolean accepts(String address) {
        try (var client = new java.net.Socket(address, PORT)) {
            return client.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Shows the answer as it comes, and kills. */
    private static void show(Stage stage, TokenStream stream, Trouble trouble, int kills, int total) throws Exception {
        var flow = new Flow(stage.screen());
        int shown = 0;
        int kill = 1;
        for (var token = stream.next(LOOK_MILLIS); !"".equals(token); token = stream.next(LOOK_MILLIS)) {
            if (token != null) {
                flow.add(token);
                shown++;
                if (kill <= kills && shown > total * kill / (kills + 1) && !endsSentence(token)) {
                    strike(stage, trouble, flow);
                    kill++;
                }
            }
            mark(stage, trouble, flow);
            trouble.restart();
        }
        mark(stage, trouble, flow);
        flow.end();
    }

    private static void strike(Stage stage, Trouble trouble, Flow flow) {
        var victim = stage.serving(0);
        if (victim > 0) {
            flow.mark("server-%d killed".formatted(victim));
            trouble.kill(victim);
        }
    }

    private static void mark(Stage stage, Trouble trouble, Flow flow) {
        for (var failover : trouble.newFailovers()) {
            flow.mark(String.format(
                    Locale.ROOT,
                    "server-%d goes on after %.0f ms",
                    stage.number(failover.path("to").asText()),
                    failover.path("switchMillis").asDouble()));
        }
    }

    private static boolean endsSentence(String token) {
        return token.endsWith(".") || token.endsWith(":");
    }

    private boolean verdict(Screen screen, TokenStream stream, Trouble trouble, int kills, String expected)
            throws Exception {
        var ended = stream.succeeded();
        var right = ended && stream.answer().equals(expected);
        screen.line("");
        screen.line("  %d words of %d over one connection, %s"
                .formatted(
                        count(stream.answer()),
                        count(expected),
                        right
                                ? "all of them those of a server that nobody killed"
                                : "WRONG"
                                        + (ended
                                                ? ""
                                                : ": "
                                                        + Files.readString(stream.log())
                                                                .strip())));
        screen.line("  Whenever a server went on, " + resumed(MissingNode.getInstance()));
        screen.line("  %s; the longest wait for a word: %d ms".formatted(trouble.summary(), stream.longestGapMillis()));
        return right && trouble.kills() == kills && trouble.failovers() >= kills;
    }
}
