package io.rserpool.endpoint.failover.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rserpool.endpoint.failover.DialogueDriver;
import io.rserpool.endpoint.failover.Unprotected;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not understood with certainty is passed on as bytes and has no protection; never is it taken for something else. */
class HttpBadInputTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

    private final StringBuilder taken = new StringBuilder();

    /** A server that says what it is told to, once for each connection and once it is asked. */
    private DialogueDriver driver(String... answers) {
        Queue<String> all = new ArrayDeque<>(List.of(answers));
        return new DialogueDriver(setting -> new HttpFailover(HttpSettings.DEFAULT, setting), () -> {
            var answer = new String[] {all.isEmpty() ? "" : all.remove()};
            return bytes -> {
                taken.append(new String(bytes, StandardCharsets.ISO_8859_1));
                var now = answer[0];
                answer[0] = "";
                return now.getBytes(StandardCharsets.ISO_8859_1);
            };
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 3, 3\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: +3\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 0x3\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: -3\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length:\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 9999999999999999999\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding : chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding\r\n : chunked\r\n\r\n",
                "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n",
                "GET / HTTP/1.1\r\n A: b\r\n\r\n",
                "GET / HTTP/1.1\r\n: b\r\n\r\n",
                "GET / HTTP/1.1\r\nA b\r\n\r\n",
                "GET / HTTP/1.1\nA: b\n\n",
                "GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n",
                "GET / HTTP/1.1\r\nA: b\u0000c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\nConnection: close, Content-Length\r\n\r\n",
                "GET / HTTP/1.1 \r\n\r\n",
                "GET  / HTTP/1.1\r\n\r\n",
                "GET / x HTTP/1.1\r\n\r\n",
                "GET /\r\n\r\n",
                "G(T / HTTP/1.1\r\n\r\n",
                "GET / http/1.1\r\n\r\n",
                "GET / HTTP/1.2\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "*1\r\n$4\r\nPING\r\n\r\n",
                "POST / HTTP/1.1\r\n" + CHUNKED + "x\r\n",
                "POST / HTTP/1.1\r\n" + CHUNKED + "-1\r\n",
                "POST / HTTP/1.1\r\n" + CHUNKED + "0x1\r\n",
                "POST / HTTP/1.1\r\n" + CHUNKED + " 1\r\n",
                "POST / HTTP/1.1\r\n" + CHUNKED + "1 \r\n",
                "POST / HTTP/1.1\r\n" + CHUNKED + "\r\n",
                "POST / HTTP/1.1\r\n" + CHUNKED + "1\n",
                "POST / HTTP/1.1\r\n" + CHUNKED + "1;a\nb",
                "POST / HTTP/1.1\r\n" + CHUNKED + "1\r\nabc",
                "POST / HTTP/1.1\r\n" + CHUNKED + "1\r\na\n",
                "POST / HTTP/1.1\r\n" + CHUNKED + "ffffffffffffffff\r\n",
                "POST / HTTP/1.1\r\n" + CHUNKED + "0\r\nGET / HTTP/1.1\r\n",
                "POST / HTTP/1.1\r\n" + CHUNKED + "0\r\n a: b\r\n",
                "POST / HTTP/1.1\r\n" + CHUNKED + "0\r\n\n"
            })
    void requestsThatAreNotUnderstood(String bytes) {
        for (int split : new int[] {1, 7, 1000}) {
            taken.setLength(0);
            var driver = driver("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n!").split(most -> Math.min(split, most));
            driver.send(bytes + GET);
            assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.NOT_UNDERSTOOD);
            assertThat(driver.unprotected).startsWith(Unprotected.NOT_UNDERSTOOD.says() + ": ");
            assertThat(taken).as("nothing is changed").hasToString(bytes + GET);
            assertThat(driver.text()).endsWith("!");
            assertThat(driver.dialogue.kept() + driver.dialogue.held()).isZero();
            assertThat(driver.kill().broken).isEqualTo(Unprotected.NOT_UNDERSTOOD);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nabc",
                "HTTP/1.0 200 OK\r\n" + CHUNKED + "1\r\na\r\n",
                "HTTP/1.1 200 OK\nContent-Length: 3\n\nabc",
                "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n",
                "HTTP/1.1 99 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 204 No\r\nContent-Length: 3\r\n\r\nabc",
                "HTTP/1.1 100 Continue\r\nContent-Length: 3\r\n\r\nabc",
                "HTTP/2 200 OK\r\n\r\n",
                "\r\nHTTP/1.1 200 OK\r\n\r\n",
                "ICY 200 OK\r\n\r\n",
                "hello\r\n",
                "HTTP/1.1 200 OK\r\n" + CHUNKED + "3\r\nabcd\r\n",
                "HTTP/1.1 200 OK\r\n" + CHUNKED + "3\r\nabc\r\n0 \r\n",
                "HTTP/1.1 200 OK\r\n" + CHUNKED + "3\r\nabc\r\n0\r\nno field\r\n"
            })
    void responsesThatAreNotUnderstood(String bytes) {
        for (int split : new int[] {1, 7, 1000}) {
            var driver = driver(bytes).split(most -> Math.min(split, most));
            driver.send(GET).push("and more");
            assertThat(driver.text()).as("nothing is changed").isEqualTo(bytes + "and more");
            assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.NOT_UNDERSTOOD);
            assertThat(driver.dialogue.held()).isZero();
            assertThat(driver.kill().broken).isEqualTo(Unprotected.NOT_UNDERSTOOD);
        }
    }

    @Test
    void anAnswerToNothing() {
        var driver = driver();
        driver.push("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
        assertThat(driver.text()).startsWith("HTTP/1.1 408");
        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.NOT_UNDERSTOOD);
        assertThat(driver.dialogue.endIsFailure()).isFalse();
    }

    @Test
    void headsHaveALimit() {
        var longField = "A: " + "b".repeat(HttpSettings.DEFAULT.headLimit());
        var driver = driver().send("GET / HTTP/1.1\r\n" + longField);
        assertThat(driver.unprotected).contains("a head of more than 65536 bytes");

        var answer = "HTTP/1.1 200 OK\r\n" + longField + "\r\n\r\nbody";
        var other = driver(answer).send(GET);
        assertThat(other.text()).isEqualTo(answer);
        assertThat(other.dialogue.held()).isZero();

        var trailers = "HTTP/1.1 200 OK\r\n" + CHUNKED + "0\r\n" + longField + "\r\n\r\n";
        assertThat(driver(trailers).send(GET).text()).isEqualTo(trailers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 206 Partial Content\r\nETag: \"b\"\r\nContent-Range: bytes 4-9/10\r\nContent-Length: 6\r\n\r\n456789",
                "HTTP/1.1 206 Partial Content\r\nETag: \"a\"\r\nContent-Range: bytes 3-9/10\r\nContent-Length: 7\r\n\r\n3456789",
                "HTTP/1.1 206 Partial Content\r\nETag: \"a\"\r\nContent-Range: bytes 4-9/11\r\nContent-Length: 6\r\n\r\n456789",
                "HTTP/1.1 206 Partial Content\r\nETag: \"a\"\r\nContent-Range: bytes 4-9/10\r\nContent-Length: 5\r\n\r\n45678",
                "HTTP/1.1 206 Partial Content\r\nETag: \"a\"\r\nContent-Length: 6\r\n\r\n456789",
                "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 4-9/10\r\nContent-Length: 6\r\n\r\n456789",
                "HTTP/1.1 200 OK\r\nETag: \"b\"\r\nContent-Length: 10\r\n\r\n0123456789",
                "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 10\r\n\r\n01x3456789",
                "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 11\r\n\r\n01234567890",
                "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 10\r\nContent-Encoding: gzip\r\n\r\n0123456789",
                "HTTP/1.1 200 OK\r\nETag: \"a\"\r\n" + CHUNKED + "a\r\n0123456789\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\n0123456789",
                "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */3\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
                "garbage\r\n"
            })
    void anotherAnswerAfterTheBeginningOfOne(String second) {
        var first = "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 10\r\n\r\n0123";
        var driver = driver(first, second).killAfter(first.length());
        driver.send(GET);
        assertThat(driver.broken).isIn(Unprotected.ANSWER_DIFFERED, Unprotected.NOT_UNDERSTOOD);
        assertThat(driver.text()).isEqualTo(first);
        assertThat(driver.dialogue.unprotected()).isEqualTo(driver.broken);
    }

    /** RFC 9110 section 15.3.7. */
    @Test
    void theRestNeedNotSayWhatIsKnown() {
        var first = "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Type: a/b\r\nContent-Length: 10\r\n\r\n0123";
        var rest =
                "HTTP/1.1 206 Partial Content\r\nETag: \"a\"\r\nContent-Range: bytes 4-9/10\r\nContent-Length: 6\r\n\r\n456789";
        var driver = driver(first, rest).killAfter(first.length());
        driver.send(GET);
        assertThat(driver.text()).isEqualTo(first + "456789");
        assertThat(driver.dialogue.unprotected()).isNull();
    }

    @Test
    void anAnswerCutShortIsAFailureEvenWhenItEndsInOrder() {
        var driver = driver("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123");
        driver.send(GET);
        assertThat(driver.dialogue.endIsFailure()).isTrue();
        var chunked = driver("HTTP/1.1 200 OK\r\n" + CHUNKED + "1\r\na\r\n0\r\n");
        chunked.send(GET);
        assertThat(chunked.dialogue.endIsFailure()).isTrue();
        chunked.push("\r\n");
        assertThat(chunked.dialogue.endIsFailure()).isFalse();
        var unanswered = driver();
        unanswered.send(GET);
        assertThat(unanswered.dialogue.endIsFailure()).isTrue();
        var untilClose = driver("HTTP/1.1 200 OK\r\n\r\nabc");
        untilClose.send(GET);
        assertThat(untilClose.dialogue.endIsFailure()).isFalse();
        var last = driver("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        last.send(GET + GET);
        assertThat(last.dialogue.endIsFailure())
                .as("the server said so; the client asks again")
                .isFalse();
        assertThat(((HttpFailover) last.dialogue).isFinished()).isTrue();
    }

    @Test
    void anAnswerBeforeTheEndOfItsRequest() {
        var driver = driver("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
        driver.send("PUT / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab");
        assertThat(driver.text()).startsWith("HTTP/1.1 413");
        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.UNSAFE_REQUEST);
        assertThat(driver.dialogue.endIsFailure()).isFalse();
        driver.send("cde");
        assertThat(driver.dialogue.unprotected()).isNull();
        assertThat(driver.dialogue.kept()).isZero();
    }

    @Test
    void anyBytesArePassedOn() {
        var pieces = List.of(
                GET,
                "HTTP/1.1 200 OK\r\n",
                "Content-Length: 4\r\n",
                CHUNKED,
                "\r\n",
                "4\r\nabcd\r\n",
                "0\r\n\r\n",
                "\n",
                " ",
                "\u0000",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "ffff",
                ":",
                "ETag: \"a\"\r\n");
        for (int seed = 0; seed < 5000; seed++) {
            var random = new Random(seed);
            var said = new StringBuilder();
            var answer = new StringBuilder("HTTP/1.1 200 OK\r\n");
            for (int i = random.nextInt(12); i > 0; i--) {
                said.append(pieces.get(random.nextInt(pieces.size())));
                answer.append(pieces.get(random.nextInt(pieces.size())));
            }
            taken.setLength(0);
            var driver = driver(answer.toString()).split(most -> random.nextInt(1, most + 1));
            driver.send(GET + said);
            assertThat(taken).as("seed %d", seed).hasToString(GET + said);
            assertThat(answer.toString()).as("seed %d", seed).startsWith(driver.text());
            assertThat(driver.text().length() + driver.dialogue.held())
                    .as("seed %d", seed)
                    .isEqualTo(answer.length());
            assertThat(driver.broken).isNull();
            driver.dialogue.close();
            assertThat(driver.budget.used()).isZero();
        }
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> HttpSettings.DEFAULT.withResend("PO ST"))
                .hasMessage("resend: 'PO ST' is not a known method such as POST, or ALL");
        assertThatThrownBy(() -> HttpSettings.DEFAULT.withResend("PSOT")).hasMessageContaining("PSOT");
        assertThatThrownBy(() -> HttpSettings.DEFAULT.withResend("CONNECT")).hasMessageContaining("CONNECT");
        assertThatThrownBy(() -> HttpSettings.DEFAULT.withHeadLimit(10))
                .hasMessage("headLimit 10 is not within 1 KiB to 1 MiB");
        assertThat(HttpSettings.DEFAULT.withResend("POST", "PATCH").resend()).isEqualTo(Set.of("POST", "PATCH"));
    }
}
