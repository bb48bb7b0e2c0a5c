package io.rserpool.endpoint.failover.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rserpool.endpoint.failover.DialogueDriver;
import io.rserpool.endpoint.failover.Pipeline;
import io.rserpool.endpoint.failover.Unprotected;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is not understood is passed on as it is, and said. */
class LinesBadInputTest {
    private static final DialogueDriver.Peer SILENT = _ -> new byte[0];

    private static DialogueDriver silent(LinesSettings settings) {
        return new DialogueDriver(setting -> new LinesFailover(settings, setting), () -> SILENT);
    }

    private static DialogueDriver memcached() {
        return silent(LinesSettings.MEMCACHED);
    }

    @Test
    void linesThatAreTooLongOrBinary() {
        assertThat(memcached().send("get " + "x".repeat(8200)).dialogue.unprotected())
                .isEqualTo(Unprotected.NOT_UNDERSTOOD);
        assertThat(memcached().send("get \u0000").dialogue.unprotected()).isEqualTo(Unprotected.NOT_UNDERSTOOD);
        assertThat(memcached().send("\u0016\u0003\u0001").dialogue.unprotected())
                .isEqualTo(Unprotected.TLS);
        var answer = "VALUE " + "x".repeat(8200);
        var driver = memcached().send("get a\r\n").push(answer).push("and so on");
        assertThat(driver.text()).isEqualTo(answer + "and so on");
        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.NOT_UNDERSTOOD);
        assertThat(driver.dialogue.endIsFailure()).isFalse();
    }

    @Test
    void absurdLengths() {
        assertThat(memcached().send("set a 0 0 9999999999\r\n").dialogue.unprotected())
                .isEqualTo(Unprotected.NOT_UNDERSTOOD);
        var driver = memcached().send("get a\r\n").push("VALUE a 0 9999999999\r\n");
        assertThat(driver.text()).isEqualTo("VALUE a 0 9999999999\r\n");
        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.NOT_UNDERSTOOD);
    }

    @Test
    void answerToNothing() {
        var driver = memcached().push("ERROR\r\nmore");

        assertThat(driver.text()).isEqualTo("ERROR\r\nmore");
        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.NOT_UNDERSTOOD);
    }

    @Test
    void commandsThatAreAnsweredSometimes() {
        assertThat(memcached().send("mg a v q\r\n").dialogue.unprotected()).isEqualTo(Unprotected.STREAM);
        assertThat(memcached().send("watch fetchers\r\n").dialogue.unprotected())
                .isEqualTo(Unprotected.STREAM);
        assertThat(memcached().send("mg a v\r\n").dialogue.unprotected()).isNull();
        assertThat(memcached().send("mg a N30 v\r\n").dialogue.unprotected()).isEqualTo(Unprotected.UNSAFE_REQUEST);
    }

    @Test
    void patternThatTakesForEver() {
        var requests = silent(LinesSettings.DEFAULT.with(RequestPatterns.NONE.withSafe("^(a+)+$"), AnswerPatterns.NONE))
                .send("a".repeat(5000) + "!\r\n");
        assertThat(requests.dialogue.unprotected()).isEqualTo(Unprotected.PATTERN);

        var answers = silent(LinesSettings.DEFAULT.with(RequestPatterns.NONE, AnswerPatterns.NONE.withError("^(a+)+$")))
                .send("x\r\n")
                .push("a".repeat(5000) + "!\r\n");
        assertThat(answers.text()).isEqualTo("a".repeat(5000) + "!\r\n");
        assertThat(answers.dialogue.unprotected()).isEqualTo(Unprotected.PATTERN);
    }

    @Test
    void patternThatMatchesEverything() {
        var everything = LinesSettings.DEFAULT.with(
                RequestPatterns.NONE.withSafe("").withKeep("").withDraft("", "").withSilent(""),
                AnswerPatterns.NONE.withEnd("").withMore("").withBlock("", "").withError(""));
        for (int i = 0; i < 100; i++) {
            var driver = silent(everything).send("a\r\nb\r\n").push("c\r\n").push("d\r\n");
            assertThat(driver.text()).isEqualTo("c\r\nd\r\n");
        }
    }

    @Test
    void journalAndStateAreBounded() {
        var driver = memcached();
        driver.split(most -> Math.min(most, 60_000)).send("set a 0 0 2000000\r\n" + "x".repeat(1_500_000));
        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.JOURNAL_LIMIT);
        driver.send("x".repeat(500_000) + "\r\n").push("STORED\r\n");
        assertThat(driver.dialogue.unprotected()).isNull();
        assertThat(driver.budget.used()).isZero();

        var kept = silent(LinesSettings.DEFAULT.with(RequestPatterns.NONE.withKeep("^."), AnswerPatterns.NONE));
        for (int i = 0; i < 10_000 && kept.dialogue.unprotected() == null; i++) {
            kept.send("name " + i + "\r\n").push("ok\r\n");
            assertThat(kept.dialogue.kept()).isLessThan(1 << 17);
        }
        kept.dialogue.close();
        assertThat(kept.budget.used()).isZero();
    }

    @Test
    void deepPipelineIsCounted() {
        var driver = memcached().send("get a\r\n".repeat(Pipeline.MOST + 5));
        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.PIPELINE);
        driver.push("END\r\n".repeat(Pipeline.MOST + 5));
        assertThat(driver.dialogue.unprotected()).isNull();
        driver.dialogue.close();
        assertThat(driver.budget.used()).isZero();
        assertThat(driver.metrics.journalBytesActive.sum()).isZero();
    }

    @Test
    void otherAnswersEndTheSession() {
        var driver = silent(LinesSettings.MEMCACHED).send("get a\r\n").push("VALUE a 0 3\r\nabc\r\n");
        driver.kill().push("VALUE a 0 3\r\nabX\r\nEND\r\n");
        assertThat(driver.broken).isEqualTo(Unprotected.ANSWER_DIFFERED);
        assertThat(driver.text()).isEqualTo("VALUE a 0 3\r\nabc\r\n");

        var shorter = silent(LinesSettings.MEMCACHED).send("get a\r\n").push("VALUE a 0 3\r\nabc\r\n");
        shorter.kill().push("END\r\n");
        assertThat(shorter.broken).isEqualTo(Unprotected.ANSWER_DIFFERED);
    }

    @Test
    void stateThatIsRefusedEndsTheSession() {
        var settings =
                LinesSettings.DEFAULT.with(RequestPatterns.NONE.withKeep("^AUTH"), AnswerPatterns.NONE.withError("^-"));
        var driver =
                silent(settings).send("AUTH secret\r\n").push("+ok\r\n").kill().push("-no\r\n");

        assertThat(driver.broken).isEqualTo(Unprotected.STATE_REFUSED);
        assertThat(driver.detail).doesNotContain("secret");
    }

    @Test
    void noiseIsPassedOnAsItIs() {
        for (int seed = 0; seed < 2000; seed++) {
            var random = new Random(seed);
            var driver = silent(random.nextBoolean() ? LinesSettings.SMTP : LinesSettings.MEMCACHED)
                    .split(most -> 1 + random.nextInt(most));
            var answer = noise(random);
            driver.send(noise(random)).push(answer);
            if (driver.connections == 1) {
                assertThat(driver.text() + " " + driver.dialogue.held())
                        .as("seed " + seed)
                        .isEqualTo(answer.substring(0, answer.length() - driver.dialogue.held()) + " "
                                + driver.dialogue.held());
            }
        }
    }

    private static String noise(Random random) {
        var pieces = new String[] {
            "get a",
            "set a 0 0 3",
            "\r\n",
            "\n",
            "VALUE a 0 2",
            "END",
            "354 ",
            "421 ",
            "DATA",
            ".",
            "250-x",
            "220 ",
            "noreply"
        };
        var text = new StringBuilder();
        for (int i = random.nextInt(20); i >= 0; i--) {
            text.append(
                    random.nextInt(8) == 0
                            ? new String(new byte[] {(byte) random.nextInt(256)}, StandardCharsets.ISO_8859_1)
                            : pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> LinesSettings.DEFAULT.withLineLimit(3)).hasMessageContaining("64 to 65536");
        assertThatThrownBy(() -> LinesSettings.DEFAULT.withStateLimit(3)).hasMessageContaining("1 KiB to 16 MiB");
        assertThatThrownBy(() -> RequestPatterns.NONE.withBody("^set", 2)).hasMessageContaining("has no group");
        assertThatThrownBy(() -> RequestPatterns.NONE.withBody("^set (x)", 3)).hasMessageContaining("0 to 2");
        assertThatThrownBy(() -> AnswerPatterns.NONE.withEnd("[")).hasMessageContaining("end: '[' is no pattern");
    }
}
