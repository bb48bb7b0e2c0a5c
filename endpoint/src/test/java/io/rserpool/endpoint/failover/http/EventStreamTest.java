package io.rserpool.endpoint.failover.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rserpool.endpoint.failover.DialogueDriver;
import io.rserpool.endpoint.failover.Unprotected;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of events go on where they were cut: by their IDs, or compared and skipped. */
class EventStreamTest {
    private static final Pattern LAST = Pattern.compile("(?i)\r\nlast-event-id: (\\S+)");
    private static final String GET = "GET /s HTTP/1.1\r\nHost: a\r\nLast-Event-ID: mine\r\n\r\n";

    /** What a server streams. */
    enum Streams {
        /** With IDs, and from where it is asked. */
        NAMED(number -> "hello: " + "\n\n" + named(), true),
        /** With IDs, but always from the beginning. */
        REPLAYED(_ -> named(), false),
        /** A token generator. */
        TOKENS(EventStreamTest::tokens, false),
        /** Other line ends. */
        CRLF(_ -> named().replace("\n", "\r\n"), true),
        CR(_ -> named().replace('\n', '\r'), true);

        private final IntFunction<String> text;
        private final boolean goesOn;

        Streams(IntFunction<String> text, boolean goesOn) {
            this.text = text;
            this.goesOn = goesOn;
        }

        String from(int number, String head) {
            var all = text.apply(number);
            var last = LAST.matcher(head);
            if (!goesOn || !last.find() || last.group(1).equals("mine")) {
                return all;
            }
            var end = all.contains("\r\n") ? "\r\n" : all.contains("\r") ? "\r" : "\n";
            var at = all.indexOf("id: " + last.group(1) + end);
            return all.substring(all.indexOf(end + end, at) + 2 * end.length());
        }
    }

    private static String named() {
        var text = new StringBuilder();
        for (int i = 1; i < 6; i++) {
            text.append("id: e").append(i).append("\ndata: number ").append(i).append("\n\n");
            text.append("data: between\ndata: ").append(i).append("\n\n");
        }
        return text.toString();
    }

    private static String tokens(int number) {
        var text = new StringBuilder();
        for (var token : List.of("The ", "quick ", "brown ", "fox", "\u00fc")) {
            text.append(": ping ").append(number).append("\n\n");
            text.append("retry: ").append(number).append("\n");
            text.append("data: {\"id\":\"c-")
                    .append(number)
                    .append("\",\"token\":\"")
                    .append(token)
                    .append("\"}\n\n");
        }
        return text + "data: [DONE]\n\nunfinished: 1";
    }

    private final List<String> executed = new ArrayList<>();
    private int servers;

    private DialogueDriver driver(HttpSettings settings, IntFunction<DialogueDriver.Peer> server) {
        return new DialogueDriver(setting -> new HttpFailover(settings, setting), () -> server.apply(++servers));
    }

    private final class Server implements DialogueDriver.Peer {
        private final Streams stream;
        private final boolean untilClose;
        private final int number;
        private boolean ended;
        private String head = "";

        Server(Streams stream, boolean untilClose, int number) {
            this.stream = stream;
            this.untilClose = untilClose;
            this.number = number;
        }

        @Override
        public boolean hasEnded() {
            return ended;
        }

        @Override
        public byte[] take(byte[] bytes) {
            head += new String(bytes, StandardCharsets.ISO_8859_1);
            if (!head.endsWith("\r\n\r\n")) {
                return new byte[0];
            }
            executed.add(head);
            ended = untilClose;
            var text = stream.from(number, head);
            return response(number, text, untilClose).getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static String response(int number, String text, boolean untilClose) {
        var head = "HTTP/1.1 200 OK\r\nDate: " + number + "\r\nContent-Type: text/event-stream; charset=utf-8\r\n";
        if (untilClose) {
            return head + "\r\n" + text;
        }
        var all = new StringBuilder(head + "Transfer-Encoding: chunked\r\n\r\n");
        for (int at = 0, size = 10 + 3 * number; at < text.length(); at += size) {
            var part = text.substring(at, Math.min(text.length(), at + size));
            all.append(Integer.toHexString(part.length()))
                    .append("\r\n")
                    .append(part)
                    .append("\r\n");
        }
        return all + "0\r\n\r\n";
    }

    private static String body(DialogueDriver driver, boolean ended) {
        var received = Received.of(driver.text(), List.of("GET"), ended);
        assertThat(received.complete()).isTrue();
        var message = received.messages().getFirst();
        return message.substring(
                        message.indexOf("\r\n\r\n") < 0 ? message.lastIndexOf("\r\n") : message.indexOf("\r\n\r\n"))
                .replaceAll("c-\\d+", "c-")
                .replaceAll("(?m)^(: ping|retry:) \\d+\n\n?", "");
    }

    @ParameterizedTest
    @EnumSource
    void deathAtEveryByte(Streams stream) {
        var settings = HttpSettings.DEFAULT.withIgnore("\"id\":\"[^\"]*\"");
        for (var untilClose : List.of(false, true)) {
            servers = 0;
            var undisturbed = driver(settings, number -> new Server(stream, untilClose, number));
            undisturbed.send(GET);
            var expected = body(undisturbed, true);
            assertThat(undisturbed.text()).contains(untilClose ? stream.text.apply(1) : "");
            for (int split : new int[] {1, 17, 1000}) {
                for (int bytes = 0; bytes < undisturbed.text().length() + 200; bytes += split > 1 ? 1 : 3) {
                    servers = 0;
                    var driver = driver(settings, number -> new Server(stream, untilClose, number))
                            .split(most -> Math.min(most, split))
                            .killAfter(bytes);
                    driver.onConnection(() -> driver.killAfter(servers == 2 ? 250 : 1 << 20));
                    driver.send(GET);
                    assertThat(driver.broken)
                            .as("killed after %d: %s", bytes, driver.detail)
                            .isNull();
                    assertThat(body(driver, true))
                            .as("killed after %d by %d", bytes, split)
                            .isEqualTo(expected);
                    driver.dialogue.close();
                    assertThat(driver.dialogue.held()).isZero();
                    assertThat(driver.budget.used()).isZero();
                }
            }
        }
    }

    @Test
    void theLastIdIsAskedFor() {
        var driver = driver(HttpSettings.DEFAULT, number -> new Server(Streams.NAMED, false, number))
                .killAfter(200);
        driver.send(GET);
        assertThat(executed).hasSize(2);
        assertThat(executed.getLast())
                .containsPattern("Last-Event-ID: e\\d\r\n")
                .doesNotContain("mine");
    }

    @Test
    void whatDiffersIsNotIgnoredByItself() {
        var broken = 0;
        for (int bytes = 0; bytes < 400; bytes++) {
            servers = 0;
            var driver = driver(HttpSettings.DEFAULT, number -> new Server(Streams.TOKENS, false, number))
                    .killAfter(bytes);
            driver.send(GET);
            if (driver.broken != null) {
                broken++;
                assertThat(driver.broken).isEqualTo(Unprotected.ANSWER_DIFFERED);
                assertThat(driver.text()).doesNotContain("c-2").doesNotContain("0\r\n\r\n");
            }
        }
        assertThat(broken).isGreaterThan(200);
    }

    /** The ID of the generator is another one in each answer; the tokens are the same. */
    @Test
    void whatAPointerNamesMayDiffer() {
        var settings = HttpSettings.DEFAULT.withIgnore("/id");
        var whole = driver(settings, number -> new Server(Streams.TOKENS, false, number));
        whole.send(GET);
        for (int bytes = 0; bytes < whole.text().length() - 20; bytes++) {
            servers = 0;
            var driver = driver(settings, number -> new Server(Streams.TOKENS, false, number))
                    .killAfter(bytes);
            driver.onConnection(() -> driver.killAfter(1 << 20));
            driver.send(GET);
            assertThat(driver.broken).as("killed after %d", bytes).isNull();
            assertThat(body(driver, true)).as("killed after %d", bytes).isEqualTo(body(whole, true));
        }
        servers = 0;
        var other = driver(
                        HttpSettings.DEFAULT.withIgnore("/token/id"),
                        number -> new Server(Streams.TOKENS, false, number))
                .killAfter(300);
        other.send(GET);
        assertThat(other.broken).isEqualTo(Unprotected.ANSWER_DIFFERED);
    }

    /** IDs that each answer draws anew, as of a server that does not know what they are for: nothing is asked for after them. */
    @Test
    void idsThatAreIgnoredSayNothingOfWhereTheStreamIs() {
        var settings = HttpSettings.DEFAULT.withIgnore("(?m)^id: .*$");
        IntFunction<DialogueDriver.Peer> server = number -> bytes -> {
            executed.add(new String(bytes, StandardCharsets.ISO_8859_1));
            var text = named().replace("id: e", "id: " + number + "-");
            return response(number, text, false).getBytes(StandardCharsets.ISO_8859_1);
        };
        var whole = driver(settings, server);
        whole.send(GET);
        for (int bytes = 0; bytes < whole.text().length() - 20; bytes++) {
            servers = 0;
            var driver = driver(settings, server).killAfter(bytes);
            driver.onConnection(() -> driver.killAfter(1 << 20));
            driver.send(GET);
            assertThat(driver.broken).as("killed after %d", bytes).isNull();
            assertThat(body(driver, true).replaceAll("id: \\d", "id: "))
                    .as("killed after %d", bytes)
                    .isEqualTo(body(whole, true).replaceAll("id: \\d", "id: "));
        }
        assertThat(executed).allMatch(head -> head.equals(GET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"token\":\"[^\"]*\"", "(?m)^data:.*2.*$"})
    void howeverMuchIsIgnoredEventsCount(String pattern) {
        var driver = driver(
                        HttpSettings.DEFAULT.withIgnore(pattern, "/id"),
                        number -> new Server(Streams.TOKENS, true, number))
                .killAfter(250);
        driver.send(GET);
        assertThat(driver.text().split("\"token\"", -1)).hasSize(6);
    }

    @Test
    void patternsHaveLimits() {
        assertThatThrownBy(() -> HttpSettings.DEFAULT.withIgnore(".*")).hasMessage("ignore: '.*' is found in nothing");
        assertThatThrownBy(() -> HttpSettings.DEFAULT.withIgnore("("))
                .hasMessageStartingWith("ignore: '(' is no pattern");
        for (var everything : List.of(".+", "[\\s\\S]+", "\\w+", "(?m)^data:.*$", "[a-z]")) {
            assertThatThrownBy(() -> HttpSettings.DEFAULT.withIgnore(everything))
                    .hasMessage("ignore: '" + everything + "' is found in all that an event may say");
        }
        for (var pointer : List.of("/id,/created", "/id /created", "/~2", "/~", "/a".repeat(33))) {
            assertThatThrownBy(() -> HttpSettings.DEFAULT.withIgnore(pointer))
                    .hasMessageContaining(pointer + "' is no JSON pointer");
        }
        assertThatThrownBy(
                        () -> HttpSettings.DEFAULT.withIgnore("/a ".repeat(33).split(" ")))
                .hasMessageContaining("33 entries");

        var text = response(1, "data: " + "a".repeat(5000) + "!\n\n", false);
        var driver = driver(
                        HttpSettings.DEFAULT.withIgnore("(?m)^data: (a+)+$"),
                        _ -> _ -> text.getBytes(StandardCharsets.ISO_8859_1))
                .killAfter(text.length() - 1);
        driver.send(GET);
        assertThat(driver.broken).isEqualTo(Unprotected.PATTERN);
    }

    @Test
    void anEventHasALimit() {
        var settings = HttpSettings.DEFAULT.withEventLimit(1 << 10);
        var text = "data: 1\n\ndata: " + "x".repeat(2000) + "\n\ndata: 3\n\n";
        var driver = driver(settings, _ -> _ -> response(1, text, false).getBytes(StandardCharsets.ISO_8859_1));
        driver.send(GET);
        assertThat(body(driver, false)).endsWith(text);
        assertThat(driver.dialogue.unprotected()).as("the stream is over").isNull();

        var cut = driver(settings, _ -> _ -> response(1, text, false).getBytes(StandardCharsets.ISO_8859_1))
                .killAfter(2000);
        cut.send(GET);
        assertThat(cut.broken).isEqualTo(Unprotected.STREAM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id: 1\ndata: a\n\nid: 1\ndata: b\n\n",
                "id: 1\ndata: a\n\nid\ndata: b\n\n",
                "id: a\u0001\ndata: b\n\n"
            })
    void idsThatDoNotNameAPlace(String text) {
        var driver =
                driver(HttpSettings.DEFAULT, _ -> _ -> response(1, text, true).getBytes(StandardCharsets.ISO_8859_1));
        driver.send(GET);
        assertThat(driver.text()).endsWith(text);
        assertThat(driver.kill().broken).isEqualTo(Unprotected.STREAM);
    }

    @Test
    void badChunksEndAStream() {
        var text = response(1, "data: 1\n\n", false).replace("9\r\ndata", "8\r\ndata");
        var driver = driver(HttpSettings.DEFAULT, _ -> _ -> text.getBytes(StandardCharsets.ISO_8859_1));
        driver.send(GET);
        assertThat(driver.broken).isEqualTo(Unprotected.NOT_UNDERSTOOD);
    }

    @Test
    void eventsAreFoundHoweverTheyAreCut() {
        for (var end : List.of("\n", "\r\n", "\r")) {
            var text = "data: a" + end + end + end + ": c" + end + "id: 2" + end + end + "x";
            for (int cut = 0; cut <= text.length(); cut++) {
                var reader = new EventReader(100);
                var events = new ArrayList<String>();
                for (var part : List.of(text.substring(0, cut), text.substring(cut))) {
                    var data = ByteBuffer.wrap(part.getBytes(StandardCharsets.ISO_8859_1));
                    while (reader.read(data)) {
                        events.add(reader.text());
                    }
                }
                assertThat(events).containsExactly("data: a" + end + end, end, ": c" + end + "id: 2" + end + end);
                assertThat(reader.held()).isEqualTo(1);
            }
        }
    }
}
