package io.rserpool.e2e.chaos;

import java.io.IOException;
import java.util.random.RandomGenerator;

/** Streams of events with IDs, and of tokens without. */
final class EventTalk implements Script {
    private static final int STREAMS = 3;
    private static final int MOST_EVENTS = 200;

    @Override
    public void play(Exchange exchange, RandomGenerator random) throws IOException {
        for (int i = 0; i < STREAMS; i++) {
            boolean numbered = random.nextBoolean();
            var name = Long.toHexString(random.nextLong());
            int count = random.nextInt(1, MOST_EVENTS);
            var path = "/%s/%s/%d".formatted(numbered ? "numbered" : "tokens", name, count);
            exchange.asks("GET " + path);
            exchange.talk().send("GET " + path + " HTTP/1.1\r\nHost: chaos\r\nAccept: text/event-stream\r\n\r\n");
            HttpAnswer.read(exchange.talk(), false).mustBe(events(name, count, numbered));
            exchange.answered();
        }
    }

    private static String events(String name, int count, boolean numbered) {
        var events = new StringBuilder();
        for (int number = 1; number <= count; number++) {
            if (numbered) {
                events.append("id: ").append(number).append('\n');
            }
            events.append("data: ").append(Truth.sha256(name + '/' + number)).append("\n\n");
        }
        return events.toString();
    }
}
