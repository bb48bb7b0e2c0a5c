package io.rserpool.endpoint.failover.redis;

import static io.rserpool.endpoint.failover.redis.RedisFailoverTest.command;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.DialogueDriver;
import io.rserpool.endpoint.failover.Unprotected;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is said in whatever order, cut and killed at random: no byte that an undisturbed client would not get, no write twice. */
class RandomCommandsTest {
    private static final int SEEDS = Integer.getInteger("rserpool.seeds", 3000);

    private final List<String> groups = new ArrayList<>();
    private int values;

    @Test
    void sessionsGoOnAsIfNothingHadHappenedOrEndWithAReason() {
        var survived = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            dialogue(random);
            var settings = RedisSettings.DEFAULT.withMessageLimit(random.nextBoolean() ? 1 << 14 : 0);
            var undisturbed = play(new MiniRedis(), settings, new Random(seed), false);
            var server = new MiniRedis();
            var driver = play(server, settings, new Random(seed), true);
            var what = "seed " + seed + ", " + driver.detail + ": "
                    + groups.toString().replace("\r\n", "|");

            assertThat(undisturbed.broken).as(what).isNull();
            assertThat(shown(undisturbed)).as(what).startsWith(shown(driver));
            assertThat(server.writes).as(what).doesNotHaveDuplicates();
            if (driver.broken == null) {
                assertThat(shown(driver)).as(what).isEqualTo(shown(undisturbed));
                survived++;
            } else {
                assertThat(driver.broken).as(what).isNotIn(Unprotected.STATE_REFUSED, Unprotected.ANSWER_DIFFERED);
            }
            driver.dialogue.close();
            assertThat(driver.budget.used()).as(what).isZero();
            assertThat(driver.metrics.journalBytesActive.sum()).as(what).isZero();
        }
        assertThat(survived).isGreaterThan(SEEDS / 4);
    }

    /** Elements that refuse are not seen by the client, unless there is no other one. */
    @Test
    void elementsThatRefuseAreLeftUnseen() {
        var moves = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            dialogue(random);
            var undisturbed = play(new MiniRedis(), RedisSettings.DEFAULT, new Random(seed), false);
            var server = new MiniRedis();
            server.mayRefuse = () -> random.nextInt(3) == 0 ? "-READONLY You can't\r\n" : "";
            var driver = play(server, RedisSettings.DEFAULT, new Random(seed), random.nextBoolean());
            var what = "seed " + seed + ", " + driver.detail + ": "
                    + groups.toString().replace("\r\n", "|");

            assertThat(server.writes).as(what).doesNotHaveDuplicates();
            moves += driver.moves;
            // Whose answers are switched off is not told that it was refused.
            if (!(driver.text() + "R").contains("-R") && !what.contains("SKIP")) {
                assertThat(shown(undisturbed)).as(what).startsWith(shown(driver));
                if (driver.broken == null) {
                    assertThat(shown(driver)).as(what).isEqualTo(shown(undisturbed));
                }
            }
        }
        assertThat(moves).isGreaterThan(SEEDS / 10);
    }

    private static String shown(DialogueDriver driver) {
        return driver.text().replace("\r", "|").replace("\n", "/");
    }

    private DialogueDriver play(MiniRedis server, RedisSettings settings, Random random, boolean kill) {
        var driver = new DialogueDriver(setting -> new RedisFailover(settings, setting), server::connect);
        driver.split(most -> 1 + random.nextInt(most));
        for (var each : groups) {
            if (kill && random.nextInt(3) == 0) {
                driver.killAfter(random.nextInt(80));
            }
            if (kill && random.nextInt(10) == 0 && !driver.isOver()) {
                int half = random.nextInt(each.length());
                driver.send(each.substring(0, half));
                if (!driver.isOver()) {
                    driver.kill();
                }
                driver.send(each.substring(half));
            } else {
                driver.send(each);
            }
        }
        return driver;
    }

    private void dialogue(Random random) {
        groups.clear();
        values = 0;
        for (int i = random.nextInt(12); i >= 0; i--) {
            var group = new StringBuilder();
            for (int j = random.nextInt(random.nextInt(4) + 1); j >= 0; j--) {
                group.append(next(random));
            }
            groups.add(group.toString());
        }
    }

    private String next(Random random) {
        return switch (random.nextInt(30)) {
            case 0, 1, 2 -> command("SET", "k" + random.nextInt(3), "value" + values++);
            case 3 -> command("SELECT", "" + random.nextInt(3));
            case 4 -> command("HELLO", "" + (2 + random.nextInt(2)));
            case 5 -> command("CLIENT", "SETNAME", "n" + random.nextInt(9));
            case 6, 7 -> command("MULTI");
            case 8, 9 -> command("EXEC");
            case 10 -> command("DISCARD");
            case 11 -> command("WATCH", "k");
            case 12 -> command("UNWATCH");
            case 13 -> command("SUBSCRIBE", "a", "b");
            case 14 -> command("UNSUBSCRIBE", "a", "b", "c");
            case 15 -> command("SUBSCRIBE", "c");
            case 16 -> command("PING");
            case 17 -> "PING\r\n";
            case 18 -> command("LRANGE", "l", "0", "-1");
            case 19 -> command("CLIENT", "REPLY", random.nextBoolean() ? "SKIP" : "ON");
            case 20 -> command("SCAN", "0") + command("SCAN", "7");
            case 21 -> command("NO.SUCH", "x");
            default -> command("GET", "k" + random.nextInt(3));
        };
    }
}
