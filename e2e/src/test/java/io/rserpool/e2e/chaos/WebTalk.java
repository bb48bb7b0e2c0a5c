package io.rserpool.e2e.chaos;

import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Requests for files over a connection that stays: GET, HEAD, with a range of the client's, one after the other and several at once. */
final class WebTalk implements Script {
    private static final int EXCHANGES = 15;
    private static final byte[] LARGE = Truth.file(Truth.LARGE);
    private static final byte[] SMALL = Truth.file(Truth.SMALL);
    private static final byte[] NOTHING = {};

    @Override
    public void play(Exchange exchange, RandomGenerator random) throws IOException {
        for (int i = 0; i < EXCHANGES; i++) {
            switch (random.nextInt(6)) {
                case 0, 1 -> large(exchange);
                case 2 -> range(exchange, random);
                case 3 -> severalAtOnce(exchange, random);
                default -> small(exchange);
            }
            Pauses.think(random);
        }
    }

    private static String request(String method, int size, String fields) {
        return "%s /%d HTTP/1.1\r\nHost: chaos\r\n%s\r\n".formatted(method, size, fields);
    }

    private static void large(Exchange exchange) throws IOException {
        exchange.asks("GET large");
        exchange.talk().send(request("GET", Truth.LARGE, ""));
        HttpAnswer.read(exchange.talk(), false).mustBe(200, LARGE);
        exchange.answered();
    }

    private static void small(Exchange exchange) throws IOException {
        exchange.asks("GET small");
        exchange.talk().send(request("GET", Truth.SMALL, ""));
        HttpAnswer.read(exchange.talk(), false).mustBe(200, SMALL);
        exchange.answered();
    }

    private static void range(Exchange exchange, RandomGenerator random) throws IOException {
        int from = random.nextInt(Truth.LARGE);
        int to = random.nextInt(from, Truth.LARGE);
        exchange.asks("GET large, " + from + " to " + to);
        exchange.talk().send(request("GET", Truth.LARGE, "Range: bytes=%d-%d\r\n".formatted(from, to)));
        HttpAnswer.read(exchange.talk(), false).mustBe(206, Arrays.copyOfRange(LARGE, from, to + 1));
        exchange.answered();
    }

    private static void severalAtOnce(Exchange exchange, RandomGenerator random) throws IOException {
        int count = random.nextInt(1, 6);
        exchange.asks("HEAD, then GET small " + count + " times, at once");
        exchange.talk()
                .send(request("HEAD", Truth.LARGE, "")
                        + request("GET", Truth.SMALL, "").repeat(count));
        HttpAnswer.read(exchange.talk(), true).mustBe(200, NOTHING);
        exchange.answered();
        for (int i = 0; i < count; i++) {
            HttpAnswer.read(exchange.talk(), false).mustBe(200, SMALL);
            exchange.answered();
        }
    }
}
