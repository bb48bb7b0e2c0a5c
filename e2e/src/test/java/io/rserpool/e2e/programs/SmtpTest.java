package io.rserpool.e2e.programs;

import static io.rserpool.e2e.programs.Clients.awaitOutput;
import static io.rserpool.e2e.programs.Clients.awaitSent;
import static io.rserpool.e2e.programs.Clients.result;
import static io.rserpool.e2e.programs.Clients.session;
import static io.rserpool.e2e.programs.Clients.shell;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.e2e.local.LocalProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** aiosmtpd with curl and Python's smtplib, in mode {@code smtp}. */
@Tag("programs")
class SmtpTest {
    /** The mail is typed, and ends with a line that is a dot. */
    private static final String CURL = "while read -r line && [ \"$line\" != . ]; do printf '%s\\n' \"$line\"; done |"
            + " curl -sv --crlf smtp://$0:$1/client.example --mail-from a@client.example --mail-rcpt b@server.example"
            + " --mail-rcpt c@server.example -T -";

    @RegisterExtension
    static final PoolOfPrograms POOL = new PoolOfPrograms("smtp", 2525, SmtpTest::start).in("smtp");

    private static LocalProcess start(Program.Place place) {
        var command = List.of(
                "python3",
                "-m",
                "aiosmtpd",
                "-n",
                "-l",
                place.address() + ":" + place.port(),
                "-c",
                "aiosmtpd.handlers.Mailbox",
                place.work().resolve("mails").toString());
        return place.system().start(place.name(), command, Map.of());
    }

    @BeforeEach
    void empty() throws IOException {
        for (int number = 1; number <= PoolOfPrograms.COUNT; number++) {
            for (var each : files(number)) {
                Files.delete(each);
            }
        }
    }

    private static List<Path> files(int number) throws IOException {
        try (var files = Files.list(POOL.directory().resolve("server-" + number + "/mails/new"))) {
            return files.toList();
        }
    }

    /** The mails of a server; without the line that says from which port they came. */
    private static List<String> mails(int number) throws IOException {
        return files(number).stream()
                .map(SmtpTest::content)
                .map(mail ->
                        mail.lines().filter(line -> !line.startsWith("X-Peer:")).collect(Collectors.joining("\n")))
                .toList();
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pool() {
        return POOL.address("smtp");
    }

    private static LocalProcess curl(String address) {
        var client = shell(POOL, CURL, address, POOL.port());
        client.enter("Subject: news");
        client.enter("");
        client.enter("A line.");
        awaitOutput(client, output -> output.contains("< 354"));
        return client;
    }

    private static void enterRest(LocalProcess client) {
        client.enter("Another line.");
        client.enter(".");
    }

    /** The lines that curl sent and got. */
    private static List<String> dialogue(LocalProcess curl) {
        return curl.output().lines().filter(line -> line.matches("[<>] .*")).toList();
    }

    @ParameterizedTest
    @EnumSource
    void mailIsDeliveredOnce(Victim victim) throws Exception {
        var undisturbed = curl(POOL.serverAddress(1));
        enterRest(undisturbed);
        result(undisturbed);
        var mail = mails(1);
        assertThat(mail).hasSize(1);
        empty();

        var client = curl(pool());
        var number = POOL.moveFrom(victim);
        enterRest(client);
        result(client);
        assertThat(dialogue(client)).isEqualTo(dialogue(undisturbed));
        assertThat(mails(number)).isEmpty();
        assertThat(mails(3 - number)).isEqualTo(mail);
    }

    /** The server is frozen: the mail is with it, and nobody can know whether it was taken. */
    @Test
    void mailThatMayHaveBeenTakenIsNotSentAgain() throws Exception {
        var client = curl(pool());
        var number = POOL.serving(1);
        POOL.server(number).signal("STOP");
        var sent = session(POOL, "bytesToServer");
        enterRest(client);
        awaitSent(POOL, sent + "Another line.\r\n.\r\n".length());
        POOL.kill(Victim.SERVER, number);
        assertThat(client.awaitExit(30)).as(client.output()).isNotZero();
        assertThat(mails(3 - number)).isEmpty();
    }

    private static LocalProcess python(String address) {
        var client = POOL.client(List.of("python3", "-i", "-q", "-u"));
        client.enter("import smtplib");
        client.enter("s = smtplib.SMTP('%s', %d, local_hostname='client.example')".formatted(address, POOL.port()));
        return client;
    }

    @ParameterizedTest
    @EnumSource
    void transactionIsTypedSlowly(Victim victim) throws Exception {
        var client = python(pool());
        client.enter("s.ehlo()[0], s.mail('a@client.example'), s.rcpt('b@server.example')");
        awaitOutput(client, output -> output.contains("(250, (250, b'OK'), (250, b'OK'))"));
        var number = POOL.moveFrom(victim);
        client.enter("s.rcpt('c@server.example'), s.data('Subject: news'), s.quit()");
        awaitOutput(client, output -> output.contains("((250, b'OK'), (250, b'OK'), (221, b'Bye'))"));
        client.enter("exit()");
        result(client);
        assertThat(mails(number)).isEmpty();
        assertThat(mails(3 - number))
                .singleElement()
                .asString()
                .contains("X-RcptTo: b@server.example, c@server.example");
    }
}
