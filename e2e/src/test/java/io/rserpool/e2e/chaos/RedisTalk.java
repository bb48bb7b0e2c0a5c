package io.rserpool.e2e.chaos;

import io.rserpool.e2e.load.Talk;
import io.rserpool.endpoint.failover.Unprotected;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Sessions with redis: reads of what every server has, and counters that nobody else counts. */
final class RedisTalk implements Script {
    private static final String DATABASE = "3";
    private static final String COUNTERS = "once:";
    private static final int EXCHANGES = 40;

    /** The commands that give a server its data. */
    static String truth() {
        var commands = new StringBuilder(command("SELECT", DATABASE));
        for (int key = 0; key < Truth.KEYS; key++) {
            commands.append(command("SET", "key:" + key, Truth.value(key)));
        }
        return commands.toString();
    }

    @Override
    public void play(Exchange exchange, RandomGenerator random) throws IOException {
        var talk = exchange.talk();
        talk.send(command("SELECT", DATABASE) + command("CLIENT", "SETNAME", "chaos"));
        talk.expect("+OK\r\n+OK\r\n");
        exchange.answered();
        var channel = random.nextInt(3) == 0 ? subscribe(exchange, random) : null;
        for (int i = 0; i < EXCHANGES; i++) {
            switch (random.nextInt(8)) {
                case 0 -> count(exchange, random);
                case 2 -> publish(exchange, channel, random);
                case 1 -> transaction(exchange, random);
                case 3 -> many(exchange, random);
                default -> get(exchange, random);
            }
            Pauses.think(random);
        }
    }

    private static void get(Exchange exchange, RandomGenerator random) throws IOException {
        int key = random.nextInt(Truth.KEYS);
        exchange.asks("GET key:" + key);
        exchange.talk().send(command("GET", "key:" + key) + command("ECHO", "and"));
        exchange.talk().expect(bulk(Truth.value(key)) + bulk("and"));
        exchange.answered();
    }

    /** From now on the session speaks RESP3 and gets what is published in a channel of its own. */
    private static String subscribe(Exchange exchange, RandomGenerator random) throws IOException {
        var talk = exchange.talk();
        exchange.asks("HELLO 3");
        talk.send(command("HELLO", "3"));
        for (int fields = Integer.parseInt(talk.readLine().substring(1)); fields > 0; fields--) {
            skip(talk);
            skip(talk);
        }
        exchange.answered();
        var channel = "channel:" + Long.toHexString(random.nextLong());
        exchange.asks("SUBSCRIBE " + channel);
        talk.send(command("SUBSCRIBE", channel));
        talk.expect(">3\r\n" + bulk("subscribe") + bulk(channel) + ":1\r\n");
        exchange.answered();
        return channel;
    }

    /** Reads a value of RESP3 whose content is the server's own. */
    private static void skip(Talk talk) throws IOException {
        var line = talk.readLine();
        switch (line.charAt(0)) {
            case '$' -> talk.read(Integer.parseInt(line.substring(1)) + 2);
            case '*' -> {
                for (int elements = Integer.parseInt(line.substring(1)); elements > 0; elements--) {
                    skip(talk);
                }
            }
            case ':', '+' -> {}
            default -> throw new Talk.WrongBytes(line);
        }
    }

    /** What is published comes once; servers differ in whether it comes before the answer. */
    private static void publish(Exchange exchange, @Nullable String channel, RandomGenerator random)
            throws IOException {
        if (channel == null) {
            return;
        }
        var message = Long.toHexString(random.nextLong());
        var push = ">3\r\n" + bulk("message") + bulk(channel) + bulk(message);
        exchange.asks("PUBLISH " + message);
        exchange.risk(Unprotected.UNSAFE_REQUEST);
        exchange.talk().send(command("PUBLISH", channel, message));
        var first = exchange.talk().readLine();
        switch (first) {
            case ":1" -> exchange.talk().expect(push);
            case ">3" -> exchange.talk().expect(push.substring(first.length() + 2) + ":1\r\n");
            default -> throw new Talk.WrongBytes(first);
        }
        exchange.answered();
    }

    private static void many(Exchange exchange, RandomGenerator random) throws IOException {
        var words = new ArrayList<>(List.of("MGET"));
        int count = random.nextInt(1, 100);
        var expected = new StringBuilder("*" + count + "\r\n");
        for (int i = 0; i < count; i++) {
            int key = random.nextInt(Truth.KEYS);
            words.add("key:" + key);
            expected.append(bulk(Truth.value(key)));
        }
        exchange.asks("MGET of " + count);
        exchange.talk().send(command(words.toArray(String[]::new)));
        exchange.talk().expect(expected.toString());
        exchange.answered();
    }

    private static void count(Exchange exchange, RandomGenerator random) throws IOException {
        var id = Long.toHexString(random.nextLong());
        exchange.asks("INCR " + id);
        exchange.risk(Unprotected.UNSAFE_REQUEST);
        exchange.talk().send(command("INCR", COUNTERS + id));
        exchange.talk().expect(":1\r\n");
        exchange.answeredOnce(id);
    }

    private static void transaction(Exchange exchange, RandomGenerator random) throws IOException {
        var id = Long.toHexString(random.nextLong());
        exchange.asks("MULTI with INCR " + id);
        exchange.talk().send(command("MULTI"));
        exchange.talk().expect("+OK\r\n");
        exchange.talk().send(command("INCR", COUNTERS + id) + command("GET", "key:1"));
        exchange.talk().expect("+QUEUED\r\n+QUEUED\r\n");
        exchange.risk(Unprotected.TRANSACTION);
        exchange.talk().send(command("EXEC"));
        exchange.talk().expect("*2\r\n:1\r\n" + bulk(Truth.value(1)));
        exchange.answeredOnce(id);
    }

    /** What a server has counted: the names of the counters, each as often as it was counted up. */
    static List<String> counted(InetSocketAddress server) throws IOException {
        var all = new ArrayList<String>();
        try (var talk = new Talk(server)) {
            talk.send(command("SELECT", DATABASE) + command("KEYS", COUNTERS + "*"));
            talk.expect("+OK\r\n");
            int count = Integer.parseInt(talk.readLine().substring(1));
            var keys = new ArrayList<String>();
            for (int i = 0; i < count; i++) {
                talk.readLine();
                keys.add(talk.readLine());
            }
            for (var key : keys) {
                talk.send(command("GET", key));
                talk.readLine();
                for (int times = Integer.parseInt(talk.readLine()); times > 0; times--) {
                    all.add(key.substring(COUNTERS.length()));
                }
            }
        }
        return all;
    }

    private static String command(String... words) {
        var command = new StringBuilder("*" + words.length + "\r\n");
        for (var word : words) {
            command.append(bulk(word));
        }
        return command.toString();
    }

    private static String bulk(String word) {
        return "$" + word.getBytes(StandardCharsets.US_ASCII).length + "\r\n" + word + "\r\n";
    }
}
