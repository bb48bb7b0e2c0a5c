package io.rserpool.endpoint.failover;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntSupplier;

/** What a client and a real server once said to each other, one request after the other. */
public record Recording(List<Exchange> exchanges) {
    /** A request and all that came after it. */
    public record Exchange(String request, String answer) {}

    /** Reads lines {@code > request} and {@code < answer}, with escapes. */
    public static Recording load(String name) {
        try (InputStream file = Objects.requireNonNull(Recording.class.getResourceAsStream(name), name)) {
            var exchanges = new ArrayList<Exchange>();
            var request = "";
            for (var line : new String(file.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
                if (line.startsWith("> ")) {
                    request = unescape(line.substring(2));
                } else if (line.startsWith("< ")) {
                    exchanges.add(new Exchange(request, unescape(line.substring(2))));
                }
            }
            return new Recording(exchanges);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String unescape(String text) {
        var bytes = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            var each = text.charAt(i);
            if (each != '\\') {
                bytes.append(each);
                continue;
            }
            switch (text.charAt(++i)) {
                case 'r' -> bytes.append('\r');
                case 'n' -> bytes.append('\n');
                case 'x' -> {
                    bytes.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> bytes.append(text.charAt(i));
            }
        }
        return bytes.toString();
    }

    /** The same with other answers. */
    public Recording map(Function<String, String> answers) {
        return new Recording(exchanges.stream()
                .map(each -> new Exchange(each.request(), answers.apply(each.answer())))
                .toList());
    }

    /** All answers. */
    public String answers() {
        var all = new StringBuilder();
        exchanges.forEach(each -> all.append(each.answer()));
        return all.toString();
    }

    /** The requests, so many at a time. */
    public List<String> requests(int together) {
        var groups = new ArrayList<String>();
        for (int i = 0; i < exchanges.size(); i += together) {
            var group = new StringBuilder();
            exchanges
                    .subList(i, Math.min(exchanges.size(), i + together))
                    .forEach(each -> group.append(each.request()));
            groups.add(group.toString());
        }
        return groups;
    }

    /**
     * A connection to a server that goes on where the client is, and answers what it has answered before as it did then.
     *
     * @param delivered bytes of answers that the client has
     * @param other answers what was never recorded; empty if it is not complete
     */
    public DialogueDriver.Peer connect(IntSupplier delivered, Function<String, String> other) {
        return new Playback(delivered.getAsInt(), other);
    }

    private final class Playback implements DialogueDriver.Peer {
        private final Function<String, String> other;
        private int next;
        private String input = "";

        Playback(int delivered, Function<String, String> other) {
            this.other = other;
            int end = 0;
            while (next < exchanges.size()
                    && (end += exchanges.get(next).answer().length()) <= delivered) {
                next++;
            }
        }

        @Override
        public byte[] take(byte[] bytes) {
            input += new String(bytes, StandardCharsets.ISO_8859_1);
            var output = new StringBuilder();
            while (!input.isEmpty()) {
                int at = find();
                if (at < 0) {
                    var answer = other.apply(input);
                    if (answer.isEmpty()) {
                        break;
                    }
                    output.append(answer);
                    input = "";
                } else {
                    var exchange = exchanges.get(at);
                    next = at >= next ? at + 1 : next;
                    output.append(exchange.answer());
                    input = input.substring(exchange.request().length());
                }
            }
            return output.toString().getBytes(StandardCharsets.ISO_8859_1);
        }

        /** The next one, or the last one before it that is the same. */
        private int find() {
            int ahead = next;
            while (ahead < exchanges.size() && exchanges.get(ahead).answer().isEmpty() && !matches(ahead)) {
                ahead++;
            }
            if (matches(ahead)) {
                return ahead;
            }
            for (int i = next - 1; i >= 0; i--) {
                if (matches(i)) {
                    return i;
                }
            }
            return -1;
        }

        private boolean matches(int at) {
            return at < exchanges.size() && input.startsWith(exchanges.get(at).request());
        }
    }
}
