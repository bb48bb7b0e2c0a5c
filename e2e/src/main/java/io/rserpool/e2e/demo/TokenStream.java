package io.rserpool.e2e.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A question asked with curl, and the tokens of its answer as they come. */
final class TokenStream {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATA = "data: ";
    private static final String QUESTION = """
            {"stream": true, "temperature": 0, "messages": [{"role": "user", "content": "What do I see here?"}]}""";

    /** Stands for the end of the answer, which no token is. */
    private static final String END = "";

    private final Process client;
    private final Path log;
    private final BlockingQueue<String> tokens = new LinkedBlockingQueue<>();
    private final StringBuilder answer = new StringBuilder();
    private volatile boolean done;
    private volatile long longestGapNanos;

    private TokenStream(Process client, Path log) {
        this.client = client;
        this.log = log;
    }

    /**
     * Asks.
     *
     * @param log gets what curl complains about
     */
    static TokenStream ask(String address, int port, Path log) throws IOException {
        var command = List.of(
                "curl",
                "--silent",
                "--show-error",
                "--no-buffer",
                "--fail",
                "--header",
                "Content-Type: application/json",
                "--data",
                QUESTION,
                "http://" + address + ":" + port + "/v1/chat/completions");
        var client = new ProcessBuilder(command).redirectError(log.toFile()).start();
        var stream = new TokenStream(client, log);
        Thread.ofPlatform().daemon().name("tokens").start(stream::read);
        return stream;
    }

    private void read() {
        var last = System.nanoTime();
        try (var lines = client.inputReader()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(DATA)) {
                    longestGapNanos = Math.max(longestGapNanos, System.nanoTime() - last);
                    last = System.nanoTime();
                    take(line.substring(DATA.length()));
                }
            }
        } catch (IOException e) {
            done = false;
        } finally {
            tokens.add(END);
        }
    }

    private void take(String event) throws IOException {
        if (event.equals("[DONE]")) {
            done = true;
            return;
        }
        var token = JSON.readTree(event)
                .path("choices")
                .path(0)
                .path("delta")
                .path("content")
                .asText();
        answer.append(token);
        tokens.add(token);
    }

    /**
     * The next token, empty at the end of the answer.
     *
     * @return null = there is none yet
     */
    @Nullable
    String next(long millis) throws InterruptedException {
        return tokens.poll(millis, TimeUnit.MILLISECONDS);
    }

    /** Whether curl says that all is well, and the answer was said to be complete. Call after its end. */
    boolean succeeded() throws InterruptedException {
        return client.waitFor(5, TimeUnit.SECONDS) && client.exitValue() == 0 && done;
    }

    /** The answer so far; all of it after its end. */
    String answer() {
        return answer.toString();
    }

    /** The longest time without a token, in ms. */
    long longestGapMillis() {
        return longestGapNanos / 1_000_000;
    }

    Path log() {
        return log;
    }

    void kill() {
        client.destroyForcibly();
    }
}
