package io.rserpool.e2e.chaos;

import io.rserpool.e2e.load.Talk;
import io.rserpool.endpoint.failover.Unprotected;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Sessions with memcached: values of keys, or that a server which has just begun does not know them yet; and keys that nobody else adds. */
final class MemcachedTalk implements Script {
    private static final int EXCHANGES = 40;
    private static final int MOST_KEYS = 20;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(5);
    private static final int ATTEMPTS = 2000;

    /** Gives a server its data as soon as it listens, which may take it 10 s. */
    static void fill(InetSocketAddress server) {
        Thread.startVirtualThread(() -> {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                try (var talk = new Talk(server)) {
                    for (int key = 0; key < Truth.KEYS; key++) {
                        talk.send(store("set", "key:" + key, Truth.value(key)));
                        talk.expect("STORED\r\n");
                    }
                    return;
                } catch (IOException notYet) {
                    Pauses.pass(BETWEEN_ATTEMPTS);
                }
            }
        });
    }

    @Override
    public void play(Exchange exchange, RandomGenerator random) throws IOException {
        for (int i = 0; i < EXCHANGES; i++) {
            if (random.nextInt(5) == 0) {
                add(exchange, random);
            } else {
                get(exchange, random);
            }
            Pauses.think(random);
        }
    }

    private static void get(Exchange exchange, RandomGenerator random) throws IOException {
        int first = random.nextInt(Truth.KEYS - MOST_KEYS);
        int last = first + random.nextInt(MOST_KEYS);
        var request = new StringBuilder("get");
        for (int key = first; key <= last; key++) {
            request.append(" key:").append(key);
        }
        exchange.asks(request.toString());
        var talk = exchange.talk();
        talk.send(request + "\r\n");
        int next = first;
        for (var line = talk.readLine(); !line.equals("END"); line = talk.readLine()) {
            while (next <= last && !line.equals(head(next))) {
                next++;
            }
            if (next > last) {
                throw new Talk.WrongBytes("\"" + line + "\" in the answer to " + request);
            }
            talk.expect(Truth.value(next++) + "\r\n");
        }
        exchange.answered();
    }

    private static String head(int key) {
        return "VALUE key:" + key + " 0 " + Truth.value(key).length();
    }

    private static void add(Exchange exchange, RandomGenerator random) throws IOException {
        var key = "once:" + Long.toHexString(random.nextLong());
        exchange.asks("add " + key);
        exchange.risk(Unprotected.UNSAFE_REQUEST);
        exchange.talk().send(store("add", key, "1"));
        exchange.talk().expect("STORED\r\n");
        exchange.answered();
    }

    private static String store(String verb, String key, String value) {
        return "%s %s 0 0 %d\r\n%s\r\n".formatted(verb, key, value.length(), value);
    }
}
