package io.rserpool.e2e.chaos;

import io.rserpool.endpoint.failover.Unprotected;
import java.io.IOException;
import java.util.random.RandomGenerator;

/** POST, which must not be executed twice; and with a key that says it may be. */
final class OrderTalk implements Script {
    private static final int ORDERS = 20;
    private static final int LONGEST_BODY = 30_000;

    @Override
    public void play(Exchange exchange, RandomGenerator random) throws IOException {
        for (int i = 0; i < ORDERS; i++) {
            var id = Long.toHexString(random.nextLong());
            var body = new byte[random.nextInt(LONGEST_BODY)];
            random.nextBytes(body);
            if (random.nextBoolean()) {
                repeatable(exchange, id, body);
            } else {
                order(exchange, id, body);
            }
            Pauses.think(random);
        }
    }

    private static void order(Exchange exchange, String id, byte[] body) throws IOException {
        exchange.asks("POST " + id);
        exchange.risk(Unprotected.UNSAFE_REQUEST);
        post(exchange, id, "", body);
        exchange.answeredOnce(id);
    }

    private static void repeatable(Exchange exchange, String id, byte[] body) throws IOException {
        exchange.asks("POST with a key");
        post(exchange, "repeatable", "Idempotency-Key: \"" + id + "\"\r\n", body);
        exchange.answered();
    }

    private static void post(Exchange exchange, String name, String fields, byte[] body) throws IOException {
        exchange.talk()
                .send("POST /orders/%s HTTP/1.1\r\nHost: chaos\r\nContent-Length: %d\r\n%s\r\n"
                        .formatted(name, body.length, fields));
        exchange.talk().send(body);
        HttpAnswer.read(exchange.talk(), false).mustBe(Truth.sha256(body));
    }
}
