package io.rserpool.e2e.chaos;

import io.rserpool.e2e.load.ContentServer;
import java.io.IOException;
import java.util.random.RandomGenerator;

/**
 * Sessions with {@link ContentServer}: what the client says comes back, or its digest.
 *
 * @param named whether the server is asked for its name first, which differs from server to server
 */
record ContentTalk(boolean named) implements Script {
    private static final int EXCHANGES = 40;
    private static final int LONGEST_BLOCK = 4000;
    private static final int UPLOAD = 256 << 10;

    @Override
    public void play(Exchange exchange, RandomGenerator random) throws IOException {
        if (!named && random.nextInt(4) == 0) {
            upload(exchange, random);
        } else {
            echo(exchange, random);
        }
    }

    private void echo(Exchange exchange, RandomGenerator random) throws IOException {
        var talk = exchange.talk();
        exchange.asks("echo");
        talk.send(named ? "who\n" : "echo\n");
        if (named) {
            talk.servedBy(talk.readLine());
        }
        for (int i = 0; i < EXCHANGES; i++) {
            var block = new byte[random.nextInt(1, LONGEST_BLOCK)];
            random.nextBytes(block);
            talk.send(block);
            talk.expect(block);
            exchange.answered();
            Pauses.think(random);
        }
        talk.endSending();
        talk.expectEnd();
    }

    private static void upload(Exchange exchange, RandomGenerator random) throws IOException {
        var talk = exchange.talk();
        exchange.asks("digest");
        talk.send("digest\n");
        var bytes = new byte[UPLOAD];
        random.nextBytes(bytes);
        talk.send(bytes);
        talk.endSending();
        talk.expect(Truth.sha256(bytes));
        talk.expectEnd();
        exchange.answered();
    }
}
