package io.rserpool.endpoint.failover.redis;

import static io.rserpool.endpoint.failover.redis.RedisFailoverTest.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rserpool.endpoint.failover.DialogueDriver;
import io.rserpool.endpoint.failover.Pipeline;
import io.rserpool.endpoint.failover.Unprotected;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not understood is passed on as it is, and said. */
class RedisBadInputTest {
    private static final DialogueDriver.Peer SILENT = _ -> new byte[0];

    private final MiniRedis server = new MiniRedis();

    private DialogueDriver driver() {
        return new DialogueDriver(setting -> new RedisFailover(RedisSettings.DEFAULT, setting), server::connect);
    }

    private static DialogueDriver silent() {
        return new DialogueDriver(setting -> new RedisFailover(RedisSettings.DEFAULT, setting), () -> SILENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*x\r\n",
                "*-1\r\n",
                "*0\r\n",
                "*01\r\n",
                "*1000000000\r\n",
                "*99999999999999999999\r\n",
                "*1\n",
                "*1\r\r",
                "*1\r\nGET",
                "*1\r\n$-1\r\n",
                "*1\r\n$9999999999\r\n",
                "*1\r\n$3\r\nGETS\r\n",
                "*1\r\n$3\r\nGET\n\n",
                "GET \"a b\"\r\n",
                "GET a\u0000\r\n",
            })
    void requestsThatAreNotUnderstood(String request) {
        var driver = silent().send(request);

        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.NOT_UNDERSTOOD);
        assertThat(driver.unprotected).startsWith("the bytes are not understood");
        driver.push("-ERR Protocol error\r\n");
        assertThat(driver.text()).isEqualTo("-ERR Protocol error\r\n");
        assertThat(driver.dialogue.endIsFailure()).isFalse();
        assertThat(driver.dialogue.kept()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "\r\n",
                "$x\r\n",
                "$-2\r\n",
                "$9999999999999\r\n",
                "*-2\r\n",
                "*9999999999999\r\n",
                "$1\r\nab\r\n",
                "+OK\n",
                "+OK\r+",
                "*1\r\n>1\r\n",
                "$?\r\n",
                "%-1\r\n",
            })
    void answersThatAreNotUnderstood(String answer) {
        var driver = silent().send(command("GET", "a")).push(answer).push("and so on");

        assertThat(driver.text()).isEqualTo(answer + "and so on");
        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.NOT_UNDERSTOOD);
    }

    @Test
    void answerThatIsTooDeep() {
        var deep = "*1\r\n".repeat(129);

        assertThat(silent().send(command("GET", "a")).push(deep).text()).isEqualTo(deep);
    }

    @Test
    void answerToNothing() {
        var driver = silent().push("+OK\r\n");

        assertThat(driver.text()).isEqualTo("+OK\r\n");
        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.NOT_UNDERSTOOD);
    }

    @Test
    void otherAnswersThatComeBeforeTheCommandsAreSent() {
        var driver = driver().send(command("SELECT", "3")).killAfter(0).send(command("GET", "k"));

        assertThat(driver.broken).isNull();
        assertThat(driver.text()).isEqualTo("+OK\r\n$-1\r\n");
    }

    @Test
    void encryptedConnections() {
        var driver = silent().send("\u0016\u0003\u0001").push("\u0016\u0003\u0003");

        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.TLS);
        assertThat(driver.text()).isEqualTo("\u0016\u0003\u0003");
    }

    @Test
    void streamsWithoutEnd() {
        var driver = driver().send(command("GET", "a")).send(command("MONITOR")).push("+2 \"b\"\r\n");

        assertThat(driver.text()).isEqualTo("$-1\r\n+OK\r\n+1 \"a\"\r\n+2 \"b\"\r\n");
        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.STREAM);
    }

    @Test
    void stateThatCannotBeSetUpAgain() {
        assertThat(driver().send(command("CLIENT", "TRACKING", "ON", "REDIRECT", "7"))
                        .dialogue
                        .unprotected())
                .isEqualTo(Unprotected.CONNECTION_STATE);
        assertThat(driver().send(command("MULTI") + command("SELECT", "1"))
                        .dialogue
                        .unprotected())
                .isEqualTo(Unprotected.CONNECTION_STATE);
        var names = driver();
        names.send(command("SUBSCRIBE", "x".repeat(70_000)));
        assertThat(names.dialogue.unprotected()).isNotNull();
        assertThat(names.text()).contains("x".repeat(70_000));
    }

    @Test
    void journalHasALimitAndIsKeptAgainAfterwards() {
        var driver = driver().split(most -> Math.min(most, 60_000)).killAfter(Long.MAX_VALUE / 2);
        driver.send(command("GET", "x".repeat(DialogueDriver.JOURNAL)).substring(0, DialogueDriver.JOURNAL + 5));
        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.JOURNAL_LIMIT);
        assertThat(driver.dialogue.kept()).isZero();
        driver.send("x".repeat(DialogueDriver.JOURNAL).substring(0, 22) + "\r\n");
        driver.kill();
        assertThat(driver.budget.used()).isZero();
    }

    @Test
    void transactionIsBounded() {
        var driver = driver().send(command("MULTI"));
        for (int i = 0; i < 100; i++) {
            driver.send(command("SET", "k" + i, "x".repeat(1000)));
        }
        assertThat(driver.dialogue.unprotected()).isNotNull();
        assertThat(driver.dialogue.kept()).isLessThan(RedisSettings.DEFAULT.stateLimit());
        driver.dialogue.close();
        assertThat(driver.budget.used()).isZero();
    }

    @Test
    void deepPipelineIsCountedNotKept() {
        var driver = silent();
        for (int i = 0; i < 2 * Pipeline.MOST; i++) {
            driver.send(command("GET", "k"));
        }
        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.PIPELINE);
        assertThat(driver.dialogue.kept()).isZero();
        driver.push("$-1\r\n".repeat(2 * Pipeline.MOST));
        assertThat(driver.dialogue.unprotected()).isNull();
        assertThat(driver.text()).hasSize(5 * 2 * Pipeline.MOST);
        driver.dialogue.close();
        assertThat(driver.budget.used()).isZero();
        assertThat(driver.metrics.journalBytesActive.sum()).isZero();
    }

    @Test
    void noiseIsPassedOnAsItIs() {
        for (int seed = 0; seed < 2000; seed++) {
            var random = new Random(seed);
            var driver = silent().split(most -> 1 + random.nextInt(most));
            var request = noise(random);
            var answer = noise(random);
            driver.send(request).send(request).push(answer);
            var moved = driver.connections > 1;
            var held = driver.dialogue.held();
            assertThat(driver.text())
                    .as("seed " + seed)
                    .isEqualTo(moved ? driver.text() : answer.substring(0, answer.length() - held));
        }
    }

    private static String noise(Random random) {
        var pieces = new String[] {
            "*", "$", "1", "3", "\r\n", "GET", ">", "-", "+OK\r\n", "message", "\n", "%", "|", "PING\r\n"
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
        assertThatThrownBy(() -> RedisSettings.DEFAULT.withResend("SET;")).hasMessageContaining("'SET;' is not a name");
        assertThatThrownBy(() -> RedisSettings.DEFAULT.withElsewhere("")).hasMessageContaining("elsewhere");
        assertThatThrownBy(() -> RedisSettings.DEFAULT.withStateLimit(3)).hasMessageContaining("1 KiB to 16 MiB");
        assertThatThrownBy(() -> RedisSettings.DEFAULT.withMessageLimit(-1)).hasMessageContaining("0 to 1 MiB");
        assertThat(RedisSettings.DEFAULT.withResend(" config set ").allows("CONFIG SET"))
                .isTrue();
        assertThat(RedisSettings.DEFAULT.withResend("all").allows("EVAL")).isTrue();
    }

    /** No Redis accepts them; but whoever does must not break more than this session's protection. */
    @ParameterizedTest
    @ValueSource(strings = {"SSCAN", "CLIENT SETINFO", "CLIENT TRACKING", "CLIENT SETNAME", "HELLO", "AUTH", "SELECT"})
    void commandsThatLackWhatTheyNeed(String words) {
        var driver = silent().send(command(words.split(" ")));
        driver.push("+OK\r\n");

        assertThat(driver.text()).isEqualTo("+OK\r\n");
        assertThat(driver.broken).isNull();
    }
}
