package io.rserpool.endpoint.failover.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a recorded Redis server would have said to what was not recorded. */
public final class RedisPlayback {
    private RedisPlayback() {}

    /** The answers among what a server said. */
    public static String withoutMessages(String said) {
        var bytes = ByteBuffer.wrap(Arguments.latin1(said));
        var reader = new ReplyReader();
        var answers = new StringBuilder();
        while (bytes.hasRemaining()) {
            int start = bytes.position();
            if (reader.read(bytes) != ReplyReader.Result.COMPLETE) {
                return said;
            }
            if (reader.type() != '>' || reader.label().endsWith("subscribe")) {
                answers.append(said, start, bytes.position());
            }
        }
        return answers.toString();
    }

    /** To one or more commands that set up a connection; empty if they are not complete. */
    public static String answer(String commands) {
        var answers = new StringBuilder();
        var complete = new int[1];
        var wrong = new RequestReader((name, _, arguments, length) -> {
                    var command = Arguments.of(
                            ByteBuffer.wrap(Arguments.latin1(commands.substring(complete[0], complete[0] + length))));
                    complete[0] += length;
                    if (name.toLowerCase(Locale.ROOT).endsWith("subscribe")) {
                        command.stream()
                                .skip(1)
                                .forEach(channel -> answers.append(
                                        "*3\r\n$" + name.length() + "\r\n" + name.toLowerCase(Locale.ROOT) + "\r\n$"
                                                + channel.length() + "\r\n" + channel + "\r\n:1\r\n"));
                    } else {
                        answers.append("+OK\r\n");
                    }
                })
                .read(ByteBuffer.wrap(commands.getBytes(StandardCharsets.ISO_8859_1)));
        return wrong.isEmpty() && complete[0] == commands.length() ? answers.toString() : "";
    }
}
