package io.rserpool.endpoint.failover.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.DialogueDriver;
import io.rserpool.endpoint.failover.Unprotected;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exchanges with death at every byte and cut at every byte: a client cannot tell its second element from its first one. */
class HttpFailoverTest {
    private static final String END = " HTTP/1.1\r\nHost: a\r\n\r\n";

    private static final String CHUNKED =
            " HTTP/1.1\r\nHost: a\r\nIdempotency-Key: 1\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final List<String> executed = new ArrayList<>();
    private int servers;

    static Stream<List<String>> exchanges() {
        return Stream.of(
                List.of("GET /etag" + END),
                List.of("GET /weak" + END, "GET /gzip" + END),
                List.of("GET /chunked" + END, "GET /empty" + END),
                List.of("HEAD /etag" + END, "GET /204" + END, "GET /304" + END, "GET /other" + END),
                List.of("GET /hint" + END, "OPTIONS /weak" + END),
                List.of("PUT /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", "DELETE /204" + END),
                List.of("PUT /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello"),
                List.of("POST /echo" + CHUNKED + "5;x\r\nhello\r\n0\r\n\r\n"),
                List.of("GET /etag HTTP/1.1\r\nRange: bytes=10-40\r\nHost: a\r\n\r\n"),
                List.of("\r\nGET /etag" + END, "GET /last" + END),
                List.of("GET /close" + END));
    }

    private DialogueDriver driver(HttpSettings settings) {
        return new DialogueDriver(
                setting -> new HttpFailover(settings, setting), () -> new MiniHttp(++servers, "1", executed));
    }

    private static List<String> methods(List<String> requests) {
        return requests.stream()
                .map(each -> each.strip())
                .map(each -> each.substring(0, each.indexOf(' ')))
                .toList();
    }

    private Received run(DialogueDriver driver, List<String> requests, boolean pipelined) {
        if (pipelined) {
            driver.send(String.join("", requests));
        } else {
            requests.forEach(driver::send);
        }
        return Received.of(driver.text(), methods(requests), driver.ended);
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void everyCutIsTheSame(List<String> requests) {
        var expected = bytes(requests, _ -> {});
        for (int cut = 0; cut < 2 * expected.length(); cut++) {
            var at = cut;
            var passed = new int[1];
            assertThat(bytes(
                            requests,
                            driver -> driver.split(most -> {
                                var size = passed[0] < at && passed[0] + most > at ? at - passed[0] : most;
                                passed[0] += size;
                                return size;
                            })))
                    .as("cut at %d", cut)
                    .isEqualTo(expected);
        }
        assertThat(bytes(requests, driver -> driver.split(_ -> 1))).isEqualTo(expected);
    }

    private String bytes(List<String> requests, Consumer<DialogueDriver> with) {
        servers = 0;
        var driver = driver(HttpSettings.DEFAULT);
        with.accept(driver);
        driver.send(String.join("", requests));
        assertThat(driver.dialogue.unprotected()).as(driver.unprotected).isNull();
        assertThat(driver.broken).isNull();
        assertThat(driver.dialogue.held()).isZero();
        // What ends with its connection may be needed until then.
        assertThat(driver.dialogue.kept() == 0).isEqualTo(!requests.getLast().contains("/close"));
        driver.dialogue.close();
        assertThat(driver.budget.used()).isZero();
        return driver.text();
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void deathAtEveryByte(List<String> requests) {
        for (var ranges : List.of(true, false)) {
            for (var pipelined : List.of(true, false)) {
                deathAtEveryByte(requests, ranges, pipelined);
            }
        }
    }

    private void deathAtEveryByte(List<String> requests, boolean ranges, boolean pipelined) {
        var settings = HttpSettings.DEFAULT.withRanges(ranges);
        var undisturbed = driver(settings);
        var expected = run(undisturbed, requests, pipelined);
        var changes = pipelined && requests.getLast().startsWith("DELETE");
        for (int split : new int[] {1, 3, 1000}) {
            for (int bytes = 0; bytes <= undisturbed.text().length() + 20; bytes++) {
                servers = 0;
                var driver =
                        driver(settings).split(most -> Math.min(most, split)).killAfter(bytes);
                var received = run(driver, requests, pipelined);
                if (changes && driver.broken == Unprotected.UNSAFE_REQUEST) {
                    continue;
                }
                assertThat(driver.broken)
                        .as("killed after %d: %s", bytes, driver.detail)
                        .isNull();
                assertThat(received).as("killed after %d, by %d", bytes, split).isEqualTo(expected);
                driver.dialogue.close();
                assertThat(driver.budget.used()).isZero();
            }
        }
    }

    @Test
    void twoDeathsInOneAnswer() {
        for (var path : List.of("/etag", "/chunked", "/weak")) {
            var requests = List.of("GET " + path + END);
            var undisturbed = driver(HttpSettings.DEFAULT);
            var expected = run(undisturbed, requests, true);
            for (int first = 0; first < undisturbed.text().length(); first++) {
                for (int second = 0; second < 300; second += 3) {
                    servers = 0;
                    var driver = driver(HttpSettings.DEFAULT).killAfter(first);
                    driver.split(most -> Math.min(most, 11));
                    var next = second;
                    var once = new boolean[1];
                    driver.onConnection(() -> {
                        if (!once[0]) {
                            once[0] = true;
                            driver.killAfter(next);
                        }
                    });
                    assertThat(run(driver, requests, true)).isEqualTo(expected);
                    assertThat(driver.broken).isNull();
                }
            }
        }
    }

    @Test
    void onlyTheRestIsAskedFor() {
        var driver = driver(HttpSettings.DEFAULT).killAfter(150);
        driver.send("GET /etag" + END);

        assertThat(executed).hasSize(2);
        assertThat(executed.getLast()).contains("Range: bytes=").contains("If-Range: \"v1\"\r\n");
        assertThat(driver.text()).endsWith(MiniHttp.TEXT);
    }

    @ParameterizedTest
    @MethodSource("different")
    void anAnswerThatDiffersEndsBroken(String path) {
        for (int bytes = 0; bytes < 260; bytes++) {
            servers = 0;
            var driver = new DialogueDriver(
                            setting -> new HttpFailover(HttpSettings.DEFAULT, setting),
                            () -> new MiniHttp(++servers, "" + servers, executed))
                    .killAfter(bytes);
            driver.send("GET " + path + END);
            if (driver.broken == null) {
                var text = driver.text();
                assertThat(text.contains("dog") != text.contains("cow")
                                && Received.of(text, List.of("GET"), true).complete())
                        .as("killed after %d: %s", bytes, text)
                        .isTrue();
            } else {
                assertThat(driver.broken).isEqualTo(Unprotected.ANSWER_DIFFERED);
                assertThat(Received.of(driver.text(), List.of("GET"), false).complete())
                        .isFalse();
            }
        }
    }

    static Stream<String> different() {
        return Stream.of("/etag", "/chunked", "/weak");
    }

    /** An idle connection that its server ends is one whose element has failed, where servers do not end them. */
    @Test
    void anIdleConnectionEndsOnlyWhereServersEndThem() {
        var may = driver(HttpSettings.DEFAULT);
        assertThat(may.dialogue.endIsFailure()).isFalse();
        var never = driver(HttpSettings.DEFAULT.withServerEnds(false));
        assertThat(never.dialogue.endIsFailure()).isTrue();
        never.dialogue.clientEnded();
        assertThat(never.dialogue.endIsFailure()).isFalse();
    }

    @Test
    void whatMustNotBeRepeatedIsNot() {
        var driver = driver(HttpSettings.DEFAULT).killAfter(20);
        driver.send("POST /echo HTTP/1.1\r\nContent-Length: 2\r\n\r\nab");
        assertThat(driver.broken).isEqualTo(Unprotected.UNSAFE_REQUEST);
        assertThat(executed).hasSize(1);

        var allowed = driver(HttpSettings.DEFAULT.withResend("POST")).killAfter(20);
        allowed.send("POST /echo HTTP/1.1\r\nContent-Length: 2\r\n\r\nab");
        assertThat(allowed.broken).isNull();
        assertThat(allowed.text()).endsWith("[ab]");

        var key = driver(HttpSettings.DEFAULT.withIdempotencyKey(false)).killAfter(20);
        key.send("POST /echo HTTP/1.1\r\nIdempotency-Key: 7\r\nContent-Length: 2\r\n\r\nab");
        assertThat(key.broken).isEqualTo(Unprotected.UNSAFE_REQUEST);
    }

    @Test
    void afterAnUnsafeRequestTheSessionIsProtectedAgain() {
        var driver = driver(HttpSettings.DEFAULT);
        driver.send("POST /echo HTTP/1.1\r\nContent-Length: 2\r\n\r\na");
        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.UNSAFE_REQUEST);
        driver.send("b");
        assertThat(driver.dialogue.unprotected()).isNull();
        assertThat(((HttpFailover) driver.dialogue).isIdle()).isTrue();
        driver.kill().send("GET /etag" + END);
        assertThat(driver.text()).endsWith(MiniHttp.TEXT);
        assertThat(executed).hasSize(2);
    }

    @Test
    void aBodyBeyondTheJournalIsNotKept() {
        var driver = driver(HttpSettings.DEFAULT);
        var body = "x".repeat(DialogueDriver.JOURNAL);
        driver.send("PUT /echo HTTP/1.1\r\nContent-Length: " + (body.length() + 1) + "\r\n\r\n" + body);
        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.JOURNAL_LIMIT);
        driver.send("y");
        assertThat(driver.text()).endsWith("xy]");
        assertThat(driver.dialogue.unprotected()).isNull();
        driver.kill().send("GET /weak" + END);
        assertThat(driver.text()).endsWith(MiniHttp.TEXT);
    }

    @Test
    void upgradesArePassedOn() {
        var driver = driver(HttpSettings.DEFAULT);
        driver.send("GET /upgrade HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
        assertThat(driver.text()).endsWith("\u0001\u0002binary");
        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.UPGRADED);
        driver.push("\u0003more");
        assertThat(driver.text()).endsWith("\u0003more");
        assertThat(driver.dialogue.endIsFailure()).isFalse();

        var tunnel = driver(HttpSettings.DEFAULT);
        tunnel.send("CONNECT a:1 HTTP/1.1\r\n\r\n");
        assertThat(tunnel.dialogue.unprotected()).isEqualTo(Unprotected.UPGRADED);
        var tls = driver(HttpSettings.DEFAULT);
        tls.send("\u0016\u0003\u0001");
        assertThat(tls.dialogue.unprotected()).isEqualTo(Unprotected.TLS);
    }

    @Test
    void seededRandom() {
        for (int seed = 0; seed < 3000; seed++) {
            var random = new Random(seed);
            var all = exchanges()
                    .limit(9)
                    .flatMap(List::stream)
                    .filter(each -> !each.startsWith("PUT") && !each.startsWith("DELETE"))
                    .toList();
            var requests = new ArrayList<String>();
            for (int i = random.nextInt(1, 8); i > 0; i--) {
                requests.add(all.get(random.nextInt(all.size())));
            }
            var expected = run(driver(HttpSettings.DEFAULT), requests, true);
            var driver =
                    driver(HttpSettings.DEFAULT.withRanges(random.nextBoolean()).withResend("ALL"));
            driver.split(most -> random.nextInt(1, Math.min(most, 200) + 1));
            driver.killAfter(random.nextInt(300));
            driver.onConnection(() -> driver.killAfter(50 + random.nextInt(1000)));
            var unsafe = requests.stream().anyMatch(each -> each.startsWith("POST"));
            var received = run(driver, requests, random.nextBoolean());
            if (driver.broken == Unprotected.UNSAFE_REQUEST && unsafe) {
                continue;
            }
            assertThat(driver.broken).as("seed %d: %s", seed, driver.detail).isNull();
            assertThat(received).as("seed %d", seed).isEqualTo(expected);
        }
    }
}
