package io.rserpool.e2e.chaos;

import io.rserpool.endpoint.failover.Unprotected;
import java.io.IOException;
import java.util.random.RandomGenerator;

/** Sessions over SMTP: some mails, each to a recipient that gets no other. */
final class MailTalk implements Script {
    private static final int MOST_MAILS = 5;
    private static final int MOST_LINES = 400;

    @Override
    public void play(Exchange exchange, RandomGenerator random) throws IOException {
        var talk = exchange.talk();
        talk.expect("220 pool ESMTP\r\n");
        ask(exchange, "EHLO chaos", "250-pool\r\n250 8BITMIME");
        for (int mails = random.nextInt(1, MOST_MAILS); mails > 0; mails--) {
            mail(exchange, random);
        }
        ask(exchange, "QUIT", "221 bye");
        talk.expectEnd();
    }

    private static void ask(Exchange exchange, String line, String answer) throws IOException {
        exchange.asks(line);
        exchange.talk().send(line + "\r\n");
        exchange.talk().expect(answer + "\r\n");
        exchange.answered();
    }

    private static void mail(Exchange exchange, RandomGenerator random) throws IOException {
        var id = Long.toHexString(random.nextLong());
        ask(exchange, "MAIL FROM:<chaos>", "250 ok");
        ask(exchange, "RCPT TO:<" + id + ">", "250 ok");
        Pauses.think(random);
        ask(exchange, "DATA", "354 go on");
        var data = new StringBuilder();
        for (int lines = random.nextInt(MOST_LINES); lines > 0; lines--) {
            var line = Long.toHexString(random.nextLong()).repeat(random.nextInt(1, 5)) + "\r\n";
            data.append(line);
            exchange.talk().send(line);
        }
        Pauses.think(random);
        exchange.asks("end of data for " + id);
        exchange.risk(Unprotected.UNSAFE_REQUEST);
        exchange.talk().send(".\r\n");
        exchange.talk().expect("250 " + Truth.sha256(data.toString()) + "\r\n");
        exchange.answeredOnce(id);
    }
}
