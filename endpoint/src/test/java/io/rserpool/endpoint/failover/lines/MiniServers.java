package io.rserpool.endpoint.failover.lines;

import io.rserpool.endpoint.failover.DialogueDriver;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** As much of memcached and of an SMTP server as is needed to see what a failover does to their connections. */
final class MiniServers {
    final Map<String, String> data = new HashMap<>();
    final List<String> writes = new ArrayList<>();
    final List<String> mails = new ArrayList<>();
    final List<Talk> talks = new ArrayList<>();
    String greeting = "220-mail.example\r\n220 ready\r\n";

    /** A connection that reads lines. */
    abstract static class Talk implements DialogueDriver.Peer {
        final List<String> heard = new ArrayList<>();
        boolean ended;
        private String input = "";

        @Override
        public byte[] take(byte[] bytes) {
            input += new String(bytes, StandardCharsets.ISO_8859_1);
            var output = new StringBuilder();
            for (int end = input.indexOf("\r\n"); end >= 0 && !ended; end = input.indexOf("\r\n")) {
                var line = input.substring(0, end);
                int body = bodyAfter(line);
                if (input.length() < end + 2 + body) {
                    break;
                }
                heard.add(line);
                output.append(answer(line, input.substring(end + 2, end + 2 + body)));
                input = input.substring(end + 2 + body);
            }
            return output.toString().getBytes(StandardCharsets.ISO_8859_1);
        }

        int bodyAfter(String line) {
            return 0;
        }

        abstract String answer(String line, String body);

        @Override
        public boolean hasEnded() {
            return ended;
        }
    }

    Talk last() {
        return talks.getLast();
    }

    private Talk add(Talk talk) {
        talks.add(talk);
        return talk;
    }

    DialogueDriver.Peer memcached() {
        return add(new Talk() {
            @Override
            int bodyAfter(String line) {
                return line.startsWith("set ") ? Integer.parseInt(line.split(" ")[4]) + 2 : 0;
            }

            @Override
            String answer(String line, String body) {
                var words = line.split(" ");
                switch (words[0]) {
                    case "set" -> {
                        writes.add(line + body);
                        data.put(words[1], body);
                        return line.endsWith("noreply") ? "" : "STORED\r\n";
                    }
                    case "get" -> {
                        var answer = new StringBuilder();
                        for (int i = 1; i < words.length; i++) {
                            var value = data.get(words[i]);
                            if (value != null) {
                                answer.append("VALUE " + words[i] + " 0 " + (value.length() - 2) + "\r\n" + value);
                            }
                        }
                        return answer + "END\r\n";
                    }
                    case "quit" -> {
                        ended = true;
                        return "";
                    }
                    default -> {
                        return "ERROR\r\n";
                    }
                }
            }
        });
    }

    DialogueDriver.Peer smtp() {
        return add(new Talk() {
            private final List<String> mail = new ArrayList<>();
            private String state = "";

            @Override
            public byte[] greeting() {
                return greeting.getBytes(StandardCharsets.ISO_8859_1);
            }

            @Override
            String answer(String line, String body) {
                if (state.equals("DATA")) {
                    mail.add(line);
                    if (!line.equals(".")) {
                        return "";
                    }
                    mails.add(String.join("|", mail));
                    mail.clear();
                    state = "";
                    return "250 queued\r\n";
                }
                if (state.startsWith("AUTH")) {
                    state = state.equals("AUTH") ? "AUTH2" : "";
                    return state.isEmpty() ? "235 welcome\r\n" : "334 UGFzc3dvcmQ6\r\n";
                }
                switch (line.split("[ :]")[0]) {
                    case "EHLO" -> {
                        return "250-mail.example\r\n250-PIPELINING\r\n250 OK\r\n";
                    }
                    case "AUTH" -> {
                        state = "AUTH";
                        return "334 VXNlcm5hbWU6\r\n";
                    }
                    case "MAIL", "RCPT" -> {
                        if (line.contains("nobody")) {
                            return "550 no such user\r\n";
                        }
                        mail.add(line);
                        return "250 OK\r\n";
                    }
                    case "DATA" -> {
                        state = "DATA";
                        return "354 go on\r\n";
                    }
                    case "QUIT" -> {
                        ended = true;
                        return "221 bye\r\n";
                    }
                    default -> {
                        return "500 what?\r\n";
                    }
                }
            }
        });
    }
}
