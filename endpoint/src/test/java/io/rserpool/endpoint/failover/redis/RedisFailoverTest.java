package io.rserpool.endpoint.failover.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.DialogueDriver;
import io.rserpool.endpoint.failover.Unprotected;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisFailoverTest {
    /** What a client says, each after the answers to what is before it. */
    private static final List<String> DIALOGUE = List.of(
            command("AUTH", "secret"),
            command("CLIENT", "SETNAME", "shop") + command("SELECT", "1"),
            command("SET", "a", "x".repeat(40)),
            command("GET", "a") + command("GET", "b") + command("PING"),
            "GET a\r\n",
            command("MULTI") + command("GET", "a"),
            command("SET", "b", "2"),
            command("EXEC"),
            command("MULTI"),
            command("SET", "c", "3"),
            command("DISCARD") + command("GET", "b"),
            command("HELLO", "3"),
            command("SUBSCRIBE", "news", "sport") + command("GET", "a"),
            command("UNSUBSCRIBE", "sport") + command("GET", "b"),
            command("GET", "nothing") + command("LRANGE", "l", "0", "-1"));

    private final MiniRedis server = new MiniRedis();

    static String command(String... arguments) {
        return new String(Arguments.encode(List.of(arguments)), StandardCharsets.ISO_8859_1);
    }

    private DialogueDriver driver() {
        return driver(RedisSettings.DEFAULT);
    }

    private DialogueDriver driver(RedisSettings settings) {
        return new DialogueDriver(setting -> new RedisFailover(settings, setting), server::connect);
    }

    private static DialogueDriver play(DialogueDriver driver, List<String> dialogue) {
        dialogue.forEach(driver::send);
        return driver;
    }

    private static DialogueDriver on(MiniRedis server) {
        server.password = "secret";
        return new DialogueDriver(setting -> new RedisFailover(RedisSettings.DEFAULT, setting), server::connect);
    }

    private static final String UNDISTURBED =
            play(on(new MiniRedis()), DIALOGUE).text();

    @Test
    void passesOnWhatTheServerSays() {
        assertThat(UNDISTURBED)
                .startsWith("+OK\r\n+OK\r\n+OK\r\n+OK\r\n$40\r\n")
                .contains(">3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n")
                .endsWith("_\r\n*2\r\n$7\r\nmessage\r\n$1\r\nx\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 17})
    void readsPiecesOfEverySize(int size) {
        var driver = play(on(server).split(most -> Math.min(size, most)), DIALOGUE);

        assertThat(driver.text()).isEqualTo(UNDISTURBED);
        assertThat(driver.dialogue.unprotected()).isNull();
        assertThat(driver.dialogue.held()).isZero();
    }

    @Test
    void readsBytesThatAreSplitAnywhere() {
        for (int cut = 1; cut < 2 * UNDISTURBED.length(); cut++) {
            var at = cut;
            var passed = new int[1];
            var driver = on(new MiniRedis()).split(most -> {
                var size = passed[0] < at && passed[0] + most > at ? at - passed[0] : most;
                passed[0] += size;
                return size;
            });
            assertThat(play(driver, DIALOGUE).text()).as("cut at %d", cut).isEqualTo(UNDISTURBED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000})
    void survivesADeathAtEveryByteOrSaysWhyNot(int size) {
        var survived = 0;
        for (int bytes = 0; bytes <= UNDISTURBED.length(); bytes++) {
            var its = new MiniRedis();
            var driver = play(on(its).split(most -> Math.min(size, most)).killAfter(bytes), DIALOGUE);
            check(driver, its, "killed after " + bytes);
            survived += driver.isOver() ? 0 : 1;
        }
        assertThat(survived).isGreaterThan(UNDISTURBED.length() * 3 / 4);
    }

    @Test
    void survivesDeathsAtRandom() {
        for (int seed = 0; seed < 3000; seed++) {
            var random = new Random(seed);
            var its = new MiniRedis();
            var driver = on(its).split(most -> 1 + random.nextInt(most));
            for (var each : DIALOGUE) {
                if (random.nextInt(3) == 0) {
                    driver.killAfter(random.nextInt(60));
                }
                driver.send(each);
            }
            check(driver, its, "seed " + seed);
        }
    }

    private static void check(DialogueDriver driver, MiniRedis server, String what) {
        assertThat(UNDISTURBED).as(what).startsWith(driver.text());
        assertThat(server.writes).as(what).doesNotHaveDuplicates();
        if (driver.isOver()) {
            assertThat(driver.broken)
                    .as(what + " " + driver.detail)
                    .isIn(Unprotected.UNSAFE_REQUEST, Unprotected.TRANSACTION);
        } else {
            assertThat(driver.text()).as(what).isEqualTo(UNDISTURBED);
            assertThat(server.last().database).isEqualTo(1);
            assertThat(server.last().name).isEqualTo("shop");
            assertThat(server.last().channels).containsExactly("news");
        }
    }

    @Test
    void setsUpTheConnectionAgain() {
        server.password = "secret";
        var driver = driver().send(command("HELLO", "3", "AUTH", "default", "secret", "SETNAME", "a"))
                .send(command("SELECT", "4") + command("CLIENT", "TRACKING", "ON"))
                .send(command("SELECT", "5"))
                .send(command("SUBSCRIBE", "x", "y") + command("UNSUBSCRIBE", "x"))
                .send(command("MULTI") + command("SET", "k", "v"));
        var before = driver.text();

        driver.kill();

        assertThat(server.last().commands)
                .containsExactly(
                        "AUTH default secret",
                        "HELLO 3",
                        "CLIENT SETNAME a",
                        "SELECT 5",
                        "CLIENT TRACKING ON",
                        "SUBSCRIBE y",
                        "MULTI",
                        "SET k v");
        assertThat(driver.text()).isEqualTo(before);
        assertThat(driver.send(command("EXEC")).text()).isEqualTo(before + "*1\r\n+OK\r\n");
        assertThat(server.data).containsEntry("5k", "v");
    }

    @Test
    void sendsNothingBeforeTheStateIsAccepted() {
        server.password = "secret";
        var driver = driver().send(command("AUTH", "secret") + command("SELECT", "2"));
        server.password = "changed";

        driver.kill().send(command("SET", "k", "v"));

        assertThat(driver.broken).isEqualTo(Unprotected.STATE_REFUSED);
        assertThat(driver.detail).contains("AUTH is refused: WRONGPASS").doesNotContain("secret");
        assertThat(server.writes).isEmpty();
    }

    @Test
    void writeUnderWayEndsTheSession() {
        var driver = driver().killAfter(2).send(command("SET", "k", "v"));

        assertThat(driver.broken).isEqualTo(Unprotected.UNSAFE_REQUEST);
        assertThat(driver.text()).isEqualTo("+O");
    }

    @Test
    void writeUnderWayIsSentAgainIfThePoolUserSaysSo() {
        var driver =
                driver(RedisSettings.DEFAULT.withResend("set")).killAfter(2).send(command("SET", "k", "v"));

        assertThat(driver.text()).isEqualTo("+OK\r\n");
        assertThat(server.writes).containsExactly("SET k v", "SET k v");
    }

    @Test
    void writeThatIsNotCompleteWasNotExecuted() {
        var whole = command("SET", "k", "v");
        for (int size = 1; size < whole.length(); size++) {
            var driver = driver().send(whole.substring(0, size)).kill().send(whole.substring(size));
            assertThat(driver.text()).isEqualTo("+OK\r\n");
        }
        assertThat(server.writes).hasSize(whole.length() - 1);
    }

    @Test
    void scriptsAndBlockingCommandsHaveReasonsOfTheirOwn() {
        assertThat(driver().killAfter(0).send(command("EVAL", "x", "0")).broken).isEqualTo(Unprotected.SCRIPT);
        assertThat(driver().killAfter(0).send(command("BLPOP", "x", "0")).broken)
                .isEqualTo(Unprotected.BLOCKING);
        assertThat(driver().killAfter(0).send(command("XREAD", "BLOCK", "0", "STREAMS", "s", "$")).broken)
                .isEqualTo(Unprotected.BLOCKING);
        assertThat(driver().killAfter(0).send(command("XREAD", "STREAMS", "s", "0")).broken)
                .isNull();
        assertThat(driver().killAfter(0).send(command("NO.SUCH", "x")).broken).isEqualTo(Unprotected.UNSAFE_REQUEST);
        assertThat(driver().killAfter(0).send(command("config", "set", "x")).broken)
                .isEqualTo(Unprotected.UNSAFE_REQUEST);
        assertThat(driver().killAfter(0).send(command("config", "get", "x")).broken)
                .isNull();
    }

    @Test
    void transactionThatOnlyReadsIsExecutedAgain() {
        server.data.put("0k", "v");
        var driver = driver().send(command("MULTI") + command("GET", "k"))
                .killAfter(3)
                .send(command("EXEC"));

        assertThat(driver.text()).isEqualTo("+OK\r\n+QUEUED\r\n*1\r\n$1\r\nv\r\n");
    }

    @Test
    void watchedKeysAndScansAreReasons() {
        var driver = driver().send(command("WATCH", "k"));
        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.WATCH);
        driver.send(command("UNWATCH"));
        assertThat(driver.dialogue.unprotected()).isNull();
        driver.send(command("SCAN", "0"));
        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.CURSOR);
        driver.send(command("SCAN", "7"));
        assertThat(driver.dialogue.unprotected()).isNull();
    }

    @Test
    void otherAnswerEndsTheSession() {
        server.data.put("0k", "abcdef");
        var other = new MiniRedis();
        other.data.put("0k", "abXdef");
        var first = new boolean[] {true};
        var changed = new DialogueDriver(setting -> new RedisFailover(RedisSettings.DEFAULT, setting), () -> {
            var which = first[0] ? server : other;
            first[0] = false;
            return which.connect();
        });
        changed.split(_ -> 1).killAfter(7).send(command("GET", "k"));

        assertThat(changed.text()).isEqualTo("$6\r\nabc");
        assertThat(changed.broken).isEqualTo(Unprotected.ANSWER_DIFFERED);
    }

    @Test
    void messageWaitsForTheRestOfAnAnswer() {
        server.data.put("0k", "abcdef");
        var driver = driver().send(command("HELLO", "3") + command("SUBSCRIBE", "c"));
        var before = driver.text();
        var message = server.last().message("message", "c", "$1\r\nm\r\n");
        server.pushBeforeAnswers = message;

        driver.split(_ -> 1).killAfter(message.length() + 7).send(command("GET", "k"));

        assertThat(driver.text()).isEqualTo(before + message + "$6\r\nabcdef\r\n" + message);
    }

    @Test
    void messageIsNotCut() {
        var driver = driver().send(command("SUBSCRIBE", "c"));
        var before = driver.text();
        var message = server.last().message("message", "c", "$10\r\n0123456789\r\n");

        driver.killAfter(20).push(message);

        assertThat(driver.text()).isEqualTo(before);
        assertThat(driver.push(message).text()).isEqualTo(before + message);
        var large = server.last().message("message", "c", "$20000\r\n" + "x".repeat(20_000) + "\r\n");
        driver.split(most -> Math.min(most, 1000)).killAfter(18_000).push(large);
        assertThat(driver.broken).isEqualTo(Unprotected.MESSAGE_CUT);
    }

    @Test
    void pubSubOfResp2() {
        var driver = driver().send(command("SUBSCRIBE", "c", "d"));
        var message = server.last().message("message", "c", "$1\r\nm\r\n");
        driver.split(_ -> 1).push(message).send(command("PING"));
        var before = driver.text();
        assertThat(before).endsWith(message + "*2\r\n$4\r\npong\r\n$0\r\n\r\n");

        driver.kill().push(message).send(command("UNSUBSCRIBE"));

        assertThat(driver.text()).startsWith(before + message + "*3\r\n$11\r\nunsubscribe\r\n");
        assertThat(server.last().commands).containsExactly("SUBSCRIBE c d", "UNSUBSCRIBE");
        driver.send(command("LRANGE", "l", "0", "1"));
        assertThat(driver.text()).endsWith("*2\r\n$7\r\nmessage\r\n$2\r\nxy\r\n");
        assertThat(driver.dialogue.unprotected()).isNull();
    }

    @Test
    void repliesThatAreSwitchedOff() {
        var driver = driver().send(command("CLIENT", "REPLY", "OFF"));
        assertThat(driver.dialogue.unprotected()).isNull();
        driver.send(command("SET", "k", "v"));
        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.UNSAFE_REQUEST);
        driver.send(command("CLIENT", "REPLY", "ON"));
        assertThat(driver.dialogue.unprotected()).isNull();
        driver.send(command("CLIENT", "REPLY", "SKIP") + command("SET", "k", "w") + command("GET", "k"));
        assertThat(driver.text()).isEqualTo("+OK\r\n$1\r\nw\r\n");
        assertThat(driver.dialogue.unprotected()).isNull();
    }

    @Test
    void anEndIsAFailureUnlessTheClientHasAskedForIt() {
        assertThat(driver().dialogue.endIsFailure()).isTrue();
        assertThat(driver().send(command("GET", "a") + command("QUIT")).ended).isTrue();
        assertThat(driver().send(command("GET", "a")).endOfClient().dialogue.endIsFailure())
                .isFalse();
        var half = driver().endOfClient();
        assertThat(half.dialogue.endIsFailure()).isFalse();

        DialogueDriver.Peer silent = _ -> new byte[0];
        var asked = new DialogueDriver(setting -> new RedisFailover(RedisSettings.DEFAULT, setting), () -> silent);
        assertThat(asked.send(command("GET", "a")).endOfClient().dialogue.endIsFailure())
                .isTrue();
        var blocked = new DialogueDriver(setting -> new RedisFailover(RedisSettings.DEFAULT, setting), () -> silent);
        assertThat(blocked.send(command("XREAD", "BLOCK", "0", "STREAMS", "s", "0"))
                        .endOfClient()
                        .dialogue
                        .endIsFailure())
                .isFalse();
        var shutdown = new DialogueDriver(setting -> new RedisFailover(RedisSettings.DEFAULT, setting), () -> silent);
        assertThat(shutdown.send(command("SHUTDOWN")).dialogue.endIsFailure()).isFalse();
    }
}
