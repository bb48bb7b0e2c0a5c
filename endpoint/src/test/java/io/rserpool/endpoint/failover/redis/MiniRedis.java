package io.rserpool.endpoint.failover.redis;

import io.rserpool.endpoint.failover.DialogueDriver;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** As much of a Redis server as is needed to see what a failover does to its connections; all share their data. */
final class MiniRedis {
    final Map<String, String> data = new HashMap<>();
    final List<String> writes = new ArrayList<>();
    final List<Connection> connections = new ArrayList<>();
    String password = "";

    /** An error for every command that reads or writes data; empty = none. */
    String refuses = "";

    /** The same, asked for each connection. */
    Supplier<String> mayRefuse = () -> refuses;

    /** Said before the answer to each GET. */
    String pushBeforeAnswers = "";

    DialogueDriver.Peer connect() {
        var next = new Connection();
        connections.add(next);
        return next;
    }

    Connection last() {
        return connections.getLast();
    }

    final class Connection implements DialogueDriver.Peer {
        final List<String> commands = new ArrayList<>();
        final TreeSet<String> channels = new TreeSet<>();
        final String refusal = mayRefuse.get();
        int database;
        int protocol = 2;
        String name = "";
        boolean allowed = password.isEmpty();
        boolean ended;
        private String input = "";
        private @Nullable List<List<String>> queue;
        private boolean repliesOff;
        private int skip;

        @Override
        public byte[] take(byte[] bytes) {
            input += new String(bytes, StandardCharsets.ISO_8859_1);
            var output = new StringBuilder();
            for (int end = endOfCommand(); end > 0 && !ended; end = endOfCommand()) {
                var command = Arguments.of(ByteBuffer.wrap(Arguments.latin1(input.substring(0, end))));
                input = input.substring(end);
                commands.add(String.join(" ", command));
                var answer = execute(command);
                skip--;
                output.append(repliesOff || skip >= 0 ? "" : answer);
            }
            return Arguments.latin1(output.toString());
        }

        @Override
        public boolean hasEnded() {
            return ended;
        }

        /** 0 = it is not complete. */
        private int endOfCommand() {
            if (!input.startsWith("*")) {
                return input.indexOf('\n') + 1;
            }
            int end = input.indexOf("\r\n");
            if (end < 0) {
                return 0;
            }
            int count = Integer.parseInt(input.substring(1, end));
            int at = end + 2;
            for (int i = 0; i < count; i++) {
                end = input.indexOf("\r\n", at);
                if (end < 0) {
                    return 0;
                }
                at = end + 4 + Integer.parseInt(input.substring(at + 1, end));
                if (at > input.length()) {
                    return 0;
                }
            }
            return at;
        }

        private String execute(List<String> command) {
            var verb = command.getFirst().toUpperCase(Locale.ROOT);
            if (!allowed && !verb.equals("AUTH") && !verb.equals("HELLO")) {
                return "-NOAUTH Authentication required.\r\n";
            }
            if (queue != null && (verb.equals("MULTI") || verb.equals("WATCH"))) {
                return "-ERR " + verb + " inside MULTI is not allowed\r\n";
            }
            if (protocol == 2
                    && !channels.isEmpty()
                    && !List.of("SUBSCRIBE", "UNSUBSCRIBE", "PING", "QUIT").contains(verb)) {
                return "-ERR Can't execute it: only (P|S)SUBSCRIBE are allowed in this context\r\n";
            }
            if (queue != null && !List.of("EXEC", "DISCARD").contains(verb)) {
                if (verb.equals("SET") && !refusal.isEmpty()) {
                    return refusal;
                }
                queue.add(command);
                return "+QUEUED\r\n";
            }
            return switch (verb) {
                case "AUTH" -> auth(command.getLast());
                case "HELLO" -> hello(command);
                case "SELECT" -> {
                    database = Integer.parseInt(command.get(1));
                    yield "+OK\r\n";
                }
                case "CLIENT" -> client(command);
                case "PING" -> protocol == 2 && !channels.isEmpty() ? "*2\r\n$4\r\npong\r\n$0\r\n\r\n" : "+PONG\r\n";
                case "GET" ->
                    refusal.isEmpty() ? pushBeforeAnswers + bulk(data.get(database + command.get(1))) : refusal;
                case "SET" -> refusal.isEmpty() ? set(command) : refusal;
                case "LRANGE" -> "*2\r\n$7\r\nmessage\r\n$" + (protocol == 3 ? "1\r\nx" : "2\r\nxy") + "\r\n";
                case "SCAN" -> "*2\r\n$1\r\n" + (command.get(1).equals("0") ? "7" : "0") + "\r\n*1\r\n$1\r\nk\r\n";
                case "WATCH", "UNWATCH" -> "+OK\r\n";
                case "MULTI" -> {
                    queue = new ArrayList<>();
                    yield "+OK\r\n";
                }
                case "DISCARD" -> {
                    if (queue == null) {
                        yield "-ERR DISCARD without MULTI\r\n";
                    }
                    queue = null;
                    yield "+OK\r\n";
                }
                case "EXEC" -> exec();
                case "SUBSCRIBE", "UNSUBSCRIBE" -> subscribe(verb.toLowerCase(Locale.ROOT), command);
                case "MONITOR" -> "+OK\r\n+1 \"a\"\r\n";
                case "QUIT" -> {
                    ended = true;
                    yield "+OK\r\n";
                }
                default -> "-ERR unknown command\r\n";
            };
        }

        private String auth(String secret) {
            allowed = secret.equals(password);
            return allowed ? "+OK\r\n" : "-WRONGPASS invalid username-password pair\r\n";
        }

        private String hello(List<String> command) {
            int auth = command.indexOf("AUTH");
            if (auth > 0) {
                auth(command.get(auth + 2));
            }
            if (!allowed) {
                return "-NOAUTH HELLO must be called with the client already authenticated\r\n";
            }
            protocol = Integer.parseInt(command.get(1));
            return (protocol == 3 ? "%1" : "*2") + "\r\n$5\r\nproto\r\n:" + protocol + "\r\n";
        }

        private String client(List<String> command) {
            switch (command.get(1).toUpperCase(Locale.ROOT)) {
                case "SETNAME" -> name = command.get(2);
                case "REPLY" -> {
                    switch (command.get(2).toUpperCase(Locale.ROOT)) {
                        case "ON" -> {
                            repliesOff = false;
                            skip = 0;
                        }
                        case "OFF" -> repliesOff = true;
                        default -> skip = 2;
                    }
                }
                default -> {
                    // TRACKING and others.
                }
            }
            return "+OK\r\n";
        }

        private String set(List<String> command) {
            writes.add(String.join(" ", command));
            data.put(database + command.get(1), command.get(2));
            return "+OK\r\n";
        }

        private String exec() {
            if (queue == null) {
                return "-ERR EXEC without MULTI\r\n";
            }
            var all = queue;
            queue = null;
            var answer = new StringBuilder("*" + all.size() + "\r\n");
            all.forEach(each -> answer.append(execute(each)));
            return answer.toString();
        }

        private String subscribe(String verb, List<String> command) {
            var answer = new StringBuilder();
            var which = command.size() > 1 ? command.subList(1, command.size()) : new ArrayList<>(channels);
            for (var channel : which) {
                if (verb.equals("subscribe")) {
                    channels.add(channel);
                } else {
                    channels.remove(channel);
                }
                answer.append(message(verb, channel, ":" + channels.size() + "\r\n"));
            }
            return answer.isEmpty()
                    ? (protocol == 3 ? ">" : "*") + "3\r\n$11\r\nunsubscribe\r\n$-1\r\n:0\r\n"
                    : answer.toString();
        }

        String message(String kind, String channel, String rest) {
            return (protocol == 3 ? ">" : "*") + "3\r\n" + bulk(kind) + bulk(channel) + rest;
        }

        private String bulk(@Nullable String text) {
            if (text == null) {
                return protocol == 3 ? "_\r\n" : "$-1\r\n";
            }
            return "$" + text.length() + "\r\n" + text + "\r\n";
        }
    }
}
