package io.rserpool.endpoint.failover.lines;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.DialogueDriver;
import io.rserpool.endpoint.failover.Unprotected;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is said in whatever order, cut and killed at random: no byte that an undisturbed client would not get, no write and no mail twice. */
class RandomLinesTest {
    private static final int SEEDS = Integer.getInteger("rserpool.seeds", 2000);

    private final List<String> groups = new ArrayList<>();
    private int values;

    @Test
    void memcached() {
        run(false);
    }

    @Test
    void smtp() {
        run(true);
    }

    private void run(boolean mail) {
        var survived = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            dialogue(random, mail);
            var undisturbed = play(new MiniServers(), mail, new Random(seed), false);
            var servers = new MiniServers();
            var driver = play(servers, mail, new Random(seed), true);
            var what = "seed " + seed + ", " + driver.detail + ": "
                    + groups.toString().replace("\r\n", "|");

            assertThat(undisturbed.dialogue.unprotected()).as(what).isNull();
            assertThat(undisturbed.text()).as(what).startsWith(driver.text());
            assertThat(servers.writes).as(what).doesNotHaveDuplicates();
            assertThat(servers.mails).as(what).doesNotHaveDuplicates();
            if (driver.broken == null) {
                assertThat(driver.text()).as(what).isEqualTo(undisturbed.text());
                survived++;
            } else {
                assertThat(driver.broken).as(what).isEqualTo(Unprotected.UNSAFE_REQUEST);
            }
            driver.dialogue.close();
            assertThat(driver.budget.used()).as(what).isZero();
        }
        assertThat(survived).isGreaterThan(SEEDS / 4);
    }

    private DialogueDriver play(MiniServers servers, boolean mail, Random random, boolean kill) {
        var settings = mail ? LinesSettings.SMTP.withLineLimit(64) : LinesSettings.MEMCACHED;
        var driver = new DialogueDriver(
                setting -> new LinesFailover(settings, setting), mail ? servers::smtp : servers::memcached);
        driver.split(most -> 1 + random.nextInt(most));
        driver.send("");
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

    private void dialogue(Random random, boolean mail) {
        groups.clear();
        values = 0;
        for (int i = random.nextInt(12); i >= 0; i--) {
            var group = new StringBuilder();
            for (int j = random.nextInt(random.nextInt(4) + 1); j >= 0; j--) {
                group.append(mail ? "" : get(random));
            }
            if (mail) {
                mail(random);
            } else {
                groups.add(group.toString());
            }
        }
    }

    private String get(Random random) {
        var key = "k" + random.nextInt(3);
        return switch (random.nextInt(8)) {
            case 0, 1 -> "set " + key + " 0 0 8\r\nEND\r\n" + String.format("%03d", values++) + "\r\n";
            case 2 -> "set " + key + " 0 0 3 noreply\r\n" + String.format("%03d", values++) + "\r\nget k0\r\n";
            case 3 -> "nonsense\r\n";
            case 4 -> "get k0 k1 k2\r\n";
            default -> "get " + key + "\r\n";
        };
    }

    private void mail(Random random) {
        switch (random.nextInt(7)) {
            case 0 -> groups.add("EHLO c" + random.nextInt(3) + "\r\n");
            case 1 -> groups.addAll(List.of("AUTH LOGIN\r\n", "dXNlcg==\r\n", "c2VjcmV0\r\n"));
            case 2, 3 -> {
                groups.add("MAIL FROM:<m" + values++ + ">\r\n" + "RCPT TO:<a>\r\nRCPT TO:<nobody>\r\nDATA\r\n");
                groups.add("x".repeat(random.nextInt(100)) + "\r\n..\r\n");
                groups.add("end\r\n.\r\n");
            }
            case 4 -> groups.add("MAIL FROM:<d" + values++ + ">\r\n");
            default -> groups.add("NOOP\r\n");
        }
    }
}
