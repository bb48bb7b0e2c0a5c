package io.rserpool.e2e.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** Conversations with {@link ContentServer} and redis; those with nginx are {@link HttpConversation}s. */
public final class Conversations {
    private static final int LONGEST_BLOCK = 8000;
    private static final int LONG_SESSION = 200;

    private Conversations() {}

    /** Blocks of up to 8 KiB, each sent when the one before has come back: a session of about 0.8 MB in each direction. */
    public static Conversation longEcho() {
        return (talk, random, goOn) -> {
            talk.send("echo\n");
            echoes(talk, random, goOn, LONG_SESSION);
        };
    }

    /** As {@link #longEcho}, but the server says its name first, so a lost session can be told by its server. */
    public static Conversation namedEcho() {
        return (talk, random, goOn) -> {
            talk.send("who\n");
            talk.servedBy(talk.readLine());
            echoes(talk, random, goOn, LONG_SESSION);
        };
    }

    /** One block there and back, then the next connection. */
    public static Conversation briefEcho() {
        return (talk, random, goOn) -> {
            talk.send("echo\n");
            echoes(talk, random, () -> true, 1);
            talk.endSending();
            talk.expectEnd();
        };
    }

    private static void echoes(Talk talk, RandomGenerator random, BooleanSupplier goOn, int most) throws IOException {
        for (int i = 0; i < most && goOn.getAsBoolean(); i++) {
            var block = new byte[random.nextInt(1, LONGEST_BLOCK)];
            random.nextBytes(block);
            talk.send(block);
            talk.expect(block);
        }
    }

    /** Uploads so many bytes and compares the digest that the server answers with. */
    public static Conversation upload(int bytes) {
        return (talk, random, goOn) -> {
            var digest = ContentServer.sha256();
            talk.send("digest\n");
            var block = new byte[1 << 14];
            for (int sent = 0; sent < bytes; sent += block.length) {
                random.nextBytes(block);
                digest.update(block);
                talk.send(block);
            }
            talk.endSending();
            talk.expect(ContentServer.hexadecimal(digest));
            talk.expectEnd();
        };
    }

    /**
     * Values of a key that nobody else uses are set, counted up and read in pipelines.
     *
     * @param named whether to ask first which server it is: the address that it is bound to
     */
    public static Conversation redis(boolean named) {
        return (talk, random, goOn) -> {
            if (named) {
                talk.send(command("CONFIG", "GET", "bind"));
                talk.expect("*2\r\n" + bulk("bind"));
                talk.readLine();
                talk.servedBy(talk.readLine());
            }
            var key = "key:" + Long.toHexString(random.nextLong());
            talk.send(command("SET", key, "0") + command("EXPIRE", key, "600"));
            talk.expect("+OK\r\n:1\r\n");
            for (int count = 1; count <= LONG_SESSION && goOn.getAsBoolean(); count++) {
                var value = Long.toHexString(random.nextLong()).repeat(random.nextInt(1, 60));
                talk.send(command("INCR", key) + command("GET", key) + command("ECHO", value));
                talk.expect(":" + count + "\r\n" + bulk(Integer.toString(count)) + bulk(value));
            }
        };
    }

    /** A command of the protocol RESP. */
    static String command(String... words) {
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
