package io.rserpool.e2e.programs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A generator of text, asked by POST, and curl: the text goes on in mid-sentence. */
@Tag("programs")
class TokenGeneratorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "Idempotency-Key: 1";

    /** Bytes of an answer before the death of who sends it; it has some five times as many. */
    private static final int DEATH = 6000;

    private static final int LONG_PROMPT = 8 << 20;

    @RegisterExtension
    static final PoolOfPrograms POOL = new PoolOfPrograms("tokens", 8080, new PythonScript("tokens.py"))
            .in("http", Map.of("journal-limit", "12M"))
            .in("ignoring", Map.of("failover", "http", "http.ignore", "/id\\n/created", "http.resend", "POST"));

    private static Path prompt;
    private static Path longPrompt;

    @BeforeAll
    static void write() throws Exception {
        prompt = Downloads.write(POOL.directory().resolve("prompt"), 1000);
        longPrompt = Downloads.write(POOL.directory().resolve("long-prompt"), LONG_PROMPT);
    }

    private static List<String> curl(Path question, String url, Path to, String... more) {
        var command = new ArrayList<>(List.of("curl", "-sSN", "--fail", "--limit-rate", Downloads.RATE));
        command.addAll(List.of("--data-binary", "@" + question, "-o", to.toString(), url));
        command.addAll(List.of(more));
        return command;
    }

    /** What a client gets whom nothing disturbs, without sidecars. */
    private static Path undisturbed(Path question, String path) throws Exception {
        var got = POOL.directory().resolve("undisturbed-" + question.getFileName() + path.replace('/', '-'));
        var url = "http://" + POOL.serverAddress(1) + ':' + POOL.port() + path + "?pause=0";
        var curl = POOL.client(curl(question, url, got));
        assertThat(curl.awaitExit(60)).as(curl.output()).isZero();
        return got;
    }

    /** The text of an answer, all of whose events are whole. */
    private static String text(Path answer) throws IOException {
        var text = new StringBuilder();
        for (var event : Files.readString(answer).split("\n\n", -1)) {
            if (event.startsWith("data: {")) {
                var json = JSON.readTree(event.substring("data: ".length()));
                text.append(json.path("choices")
                        .path(0)
                        .path("delta")
                        .path("content")
                        .asText());
            } else {
                text.append(event);
            }
        }
        return text.toString();
    }

    @ParameterizedTest
    @EnumSource
    void theTextGoesOnInMidSentence(Victim victim) throws Exception {
        var expected = undisturbed(prompt, "/exact");
        var got = POOL.directory().resolve("exact-" + victim);
        var curl = POOL.client(curl(prompt, POOL.url("http", "/exact"), got, "-H", KEY));
        POOL.killServing(victim, DEATH);
        assertThat(curl.awaitExit(30)).as(curl.output()).isZero();
        assertThat(got).hasSameTextualContentAs(expected);
    }

    @ParameterizedTest
    @EnumSource
    void idsAndTimesThatDifferMayBeIgnored(Victim victim) throws Exception {
        var expected = undisturbed(prompt, "/chat");
        var got = POOL.directory().resolve("ignoring-" + victim);
        var curl = POOL.client(curl(prompt, POOL.url("ignoring", "/chat"), got));
        POOL.killServing(victim, DEATH);
        assertThat(curl.awaitExit(30)).as(curl.output()).isZero();
        assertThat(text(got)).isEqualTo(text(expected)).endsWith("[DONE]");
    }

    @ParameterizedTest
    @EnumSource
    void aLongPromptIsSentAgain(Victim victim) throws Exception {
        var expected = undisturbed(longPrompt, "/exact");
        var got = POOL.directory().resolve("long-" + victim);
        var curl = POOL.client(curl(longPrompt, POOL.url("http", "/exact?pause=0"), got, "-H", KEY));
        POOL.killReceiving(victim, LONG_PROMPT / 4);
        assertThat(curl.awaitExit(60)).as(curl.output()).isZero();
        assertThat(got).hasSameTextualContentAs(expected);
    }

    @ParameterizedTest
    @EnumSource
    void idsAndTimesThatDifferAreSeenAsACut(Victim victim) throws Exception {
        assertCut(victim, "/chat", "-H", KEY);
    }

    @ParameterizedTest
    @EnumSource
    void withoutAKeyItIsSeenToBeCut(Victim victim) throws Exception {
        assertCut(victim, "/exact");
    }

    private static void assertCut(Victim victim, String path, String... more) throws Exception {
        var expected = text(undisturbed(prompt, path));
        var got = POOL.directory().resolve("cut" + path.replace('/', '-') + '-' + victim);
        var curl = POOL.client(curl(prompt, POOL.url("http", path), got, more));
        POOL.killServing(victim, DEATH);
        assertThat(curl.awaitExit(30)).as(curl.output()).isNotZero();
        assertThat(expected).startsWith(text(got)).isNotEqualTo(text(got));
    }
}
