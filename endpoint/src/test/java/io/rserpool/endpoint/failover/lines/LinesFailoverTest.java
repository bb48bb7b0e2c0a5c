package io.rserpool.endpoint.failover.lines;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.DialogueDriver;
import io.rserpool.endpoint.failover.Unprotected;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinesFailoverTest {
    /** A program, how it is configured, and what a client says, each after the answers to what is before it. */
    enum Program {
        MEMCACHED(
                LinesSettings.MEMCACHED,
                servers -> servers.memcached(),
                "set a 0 0 30\r\nEND\r\nabcdefghijklmnopqrstuvwxy\r\n",
                "get a\r\n",
                "get a b\r\nget b\r\nget a\r\n",
                "set b 0 0 3 noreply\r\nxyz\r\nget b a\r\n",
                "nonsense\r\nget a\r\n"),
        SMTP(
                LinesSettings.SMTP.withLineLimit(128),
                servers -> servers.smtp(),
                "EHLO client\r\n",
                "AUTH LOGIN\r\n",
                "dXNlcg==\r\n",
                "c2VjcmV0\r\n",
                "MAIL FROM:<a@b>\r\n",
                "RCPT TO:<c@d>\r\nRCPT TO:<nobody>\r\nDATA\r\n",
                "Subject: x\r\n\r\nhello\r\n",
                "..\r\n" + "long ".repeat(40) + "\r\n.\r\n",
                "MAIL FROM:<e@f>\r\n",
                "RCPT TO:<g@h>\r\n",
                "DATA\r\n",
                ".\r\n",
                "NOOP\r\n");

        private final LinesSettings settings;
        private final Function<MiniServers, DialogueDriver.Peer> connect;
        private final List<String> dialogue;

        Program(LinesSettings settings, Function<MiniServers, DialogueDriver.Peer> connect, String... dialogue) {
            this.settings = settings;
            this.connect = connect;
            this.dialogue = List.of(dialogue);
        }

        DialogueDriver on(MiniServers servers) {
            return new DialogueDriver(setting -> new LinesFailover(settings, setting), () -> connect.apply(servers));
        }

        DialogueDriver play(DialogueDriver driver) {
            driver.send("");
            dialogue.forEach(driver::send);
            return driver;
        }

        String undisturbed() {
            return play(on(new MiniServers())).text();
        }
    }

    @ParameterizedTest
    @EnumSource
    void passesOnWhatTheServerSays(Program program) {
        var driver = program.play(program.on(new MiniServers()));

        assertThat(driver.text()).hasSizeGreaterThan(100);
        assertThat(driver.dialogue.unprotected()).isNull();
        assertThat(driver.dialogue.held()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void readsBytesThatAreSplitAnywhere(Program program) {
        var undisturbed = program.undisturbed();
        for (int size = 1; size < 40; size++) {
            var most = size;
            var driver = program.play(program.on(new MiniServers()).split(all -> Math.min(most, all)));
            assertThat(driver.text()).as("pieces of %d", size).isEqualTo(undisturbed);
        }
        for (int cut = 1; cut < 2 * undisturbed.length(); cut++) {
            var at = cut;
            var passed = new int[1];
            var driver = program.on(new MiniServers()).split(most -> {
                var size = passed[0] < at && passed[0] + most > at ? at - passed[0] : most;
                passed[0] += size;
                return size;
            });
            assertThat(program.play(driver).text()).as("cut at %d", cut).isEqualTo(undisturbed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void survivesADeathAtEveryByteOrSaysWhyNot(Program program) {
        var undisturbed = program.undisturbed();
        for (int size : new int[] {1, 5, 1000}) {
            for (int bytes = 0; bytes <= undisturbed.length(); bytes++) {
                var servers = new MiniServers();
                var driver =
                        program.on(servers).split(most -> Math.min(size, most)).killAfter(bytes);
                check(program.play(driver), undisturbed, servers, "killed after " + bytes);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void survivesDeathsAtRandom(Program program) {
        var undisturbed = program.undisturbed();
        var survived = 0;
        for (int seed = 0; seed < 1000; seed++) {
            var random = new Random(seed);
            var servers = new MiniServers();
            var driver = program.on(servers).split(most -> 1 + random.nextInt(most));
            driver.send("");
            for (var each : program.dialogue) {
                if (random.nextInt(4) == 0) {
                    driver.killAfter(random.nextInt(60));
                }
                driver.send(each);
            }
            check(driver, undisturbed, servers, "seed " + seed);
            survived += driver.isOver() ? 0 : 1;
        }
        assertThat(survived).isGreaterThan(400);
    }

    private static void check(DialogueDriver driver, String undisturbed, MiniServers servers, String what) {
        assertThat(undisturbed).as(what).startsWith(driver.text());
        assertThat(servers.writes).as(what).doesNotHaveDuplicates();
        assertThat(servers.mails).as(what).doesNotHaveDuplicates();
        if (driver.isOver()) {
            assertThat(driver.broken).as(what + " " + driver.detail).isEqualTo(Unprotected.UNSAFE_REQUEST);
        } else {
            assertThat(driver.text()).as(what).isEqualTo(undisturbed);
        }
    }

    @Test
    void mailIsDeliveredOnceWithAllThatWasSaidBefore() {
        var servers = new MiniServers();
        var driver = Program.SMTP.on(servers);
        driver.send("EHLO c\r\n")
                .send("MAIL FROM:<a>\r\n")
                .send("RCPT TO:<b>\r\n")
                .send("DATA\r\n");
        driver.send("first\r\nsec").kill().send("ond\r\n").kill().send(".\r\n");

        assertThat(driver.text())
                .isEqualTo(servers.greeting
                        + "250-mail.example\r\n250-PIPELINING\r\n250 OK\r\n250 OK\r\n250 OK\r\n354 go on\r\n"
                        + "250 queued\r\n");
        assertThat(servers.mails).containsExactly("MAIL FROM:<a>|RCPT TO:<b>|first|second|.");
        assertThat(driver.dialogue.unprotected()).isNull();
        driver.kill();
        assertThat(servers.last().heard).containsExactly("EHLO c");
    }

    @Test
    void dataIsSafeUntilTheServerAsksForTheMail() {
        var servers = new MiniServers();
        var driver = Program.SMTP.on(servers);
        driver.send("MAIL FROM:<a>\r\n").send("RCPT TO:<b>\r\n").killAfter(0).send("DATA\r\n");
        driver.send("x\r\n.\r\n");

        assertThat(driver.broken).isNull();
        assertThat(driver.text()).isEqualTo(servers.greeting + "250 OK\r\n250 OK\r\n354 go on\r\n250 queued\r\n");
        assertThat(servers.mails).containsExactly("MAIL FROM:<a>|RCPT TO:<b>|x|.");
    }

    @Test
    void mailThatIsCompleteIsNotSentTwice() {
        var servers = new MiniServers();
        var driver = Program.SMTP.on(servers);
        driver.send("MAIL FROM:<a>\r\n").send("DATA\r\n").killAfter(0).send("x\r\n.\r\n");

        assertThat(driver.broken).isEqualTo(Unprotected.UNSAFE_REQUEST);
        assertThat(servers.mails).hasSize(1);
    }

    @Test
    void mailIsSentTwiceIfThePoolUserSaysSo() {
        var servers = new MiniServers();
        var all = LinesSettings.SMTP.with(LinesSettings.SMTP.requests().withSafe(""), LinesSettings.SMTP.answers());
        var driver = new DialogueDriver(setting -> new LinesFailover(all, setting), servers::smtp);
        driver.send("MAIL FROM:<a>\r\n").send("DATA\r\n").killAfter(0).send("x\r\n.\r\n");

        assertThat(driver.text()).endsWith("250 OK\r\n354 go on\r\n250 queued\r\n");
        assertThat(servers.mails).containsExactly("MAIL FROM:<a>|x|.", "MAIL FROM:<a>|x|.");
    }

    @Test
    void serverThatClosesIsLeft() {
        var servers = new MiniServers();
        servers.greeting = "421 too busy\r\n";
        var driver = Program.SMTP.on(servers);
        driver.mostMoves = 2;

        assertThat(driver.send("").text()).isEqualTo("421 too busy\r\n");
        assertThat(driver.connections).isEqualTo(3);

        servers.greeting = "220 ready\r\n";
        var other = Program.SMTP.on(servers).send("EHLO c\r\n");
        var before = other.text();
        assertThat(other.push("421 shutting down\r\n").text()).isEqualTo(before);
        assertThat(other.connections).isEqualTo(2);
        assertThat(servers.last().heard).containsExactly("EHLO c");
    }

    @Test
    void requestsAreSentAgainOneAfterTheOther() {
        var heard = new ArrayList<String>();
        var driver = new DialogueDriver(setting -> new LinesFailover(LinesSettings.MEMCACHED, setting), () -> bytes -> {
            heard.add(new String(bytes, StandardCharsets.ISO_8859_1));
            return new byte[0];
        });
        driver.send("get a\r\nget b\r\nget");
        heard.clear();

        driver.kill();
        assertThat(heard).containsExactly("get a\r\n");
        driver.push("END\r\n").push("END\r\n").send(" c\r\n");
        assertThat(heard).containsExactly("get a\r\n", "get b\r\n", "get", " c\r\n");
    }

    @Test
    void ends() {
        var servers = new MiniServers();
        var memcached = Program.MEMCACHED.on(servers);
        assertThat(memcached.dialogue.endIsFailure()).isTrue();
        assertThat(memcached.send("quit\r\n").ended).isTrue();
        assertThat(Program.SMTP.on(servers).send("QUIT\r\n").ended).isTrue();
        var client = Program.MEMCACHED.on(servers).send("get a\r\n").endOfClient();
        assertThat(client.dialogue.endIsFailure()).isFalse();
        var quit = Program.MEMCACHED.on(servers).killAfter(2).send("get a\r\nquit\r\n");
        assertThat(quit.text()).isEqualTo("END\r\n");
        assertThat(quit.ended).isTrue();
        var open = new DialogueDriver(
                setting -> new LinesFailover(LinesSettings.DEFAULT.withServerEnds(true), setting), servers::memcached);
        assertThat(open.dialogue.endIsFailure()).isFalse();
    }
}
