package io.rserpool.e2e.chaos;

import java.io.IOException;
import java.util.random.RandomGenerator;

/** One request for a file over a connection that its server ends. */
final class FileTalk implements Script {
    @Override
    public void play(Exchange exchange, RandomGenerator random) throws IOException {
        int size = random.nextBoolean() ? Truth.SMALL : Truth.LARGE;
        exchange.asks("GET " + size);
        exchange.talk().send("GET /" + size + " HTTP/1.1\r\nHost: chaos\r\n\r\n");
        HttpAnswer.read(exchange.talk(), false).mustBe(200, Truth.file(size));
        exchange.talk().expectEnd();
        exchange.answered();
        Pauses.think(random);
    }
}
