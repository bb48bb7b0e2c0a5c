package io.rserpool.endpoint.failover.http;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of a head (RFC 9110 section 5), by their names in lower case. */
final class Fields {
    /** What a connection must not declare its own: a reader that obeyed would see another message. */
    private static final Set<String> NEVER_OF_A_CONNECTION = Set.of("content-length", "transfer-encoding", "host");

    private static final Set<String> ONCE = Set.of(
            "content-length", "transfer-encoding", "host", "content-type", "content-encoding", "content-range", "etag", "range",
            "if-range", "last-event-id");

    private final Map<String, String> values = new HashMap<>();
    private final Set<String> connection;

    /** @param lines of a head, the first of which is not a field */
    Fields(List<String> lines) throws NotUnderstood {
        for (var line : lines.subList(1, lines.size())) {
            add(line);
        }
        connection = list("connection");
        if (connection.stream().anyMatch(NEVER_OF_A_CONNECTION::contains)) {
            throw new NotUnderstood("a connection that declares what frames a message its own");
        }
    }

    private void add(String line) throws NotUnderstood {
        var colon = line.indexOf(':');
        if (colon < 1 || !isToken(line.substring(0, colon))) {
            throw new NotUnderstood("a field whose name is not one");
        }
        var name = line.substring(0, colon).toLowerCase(Locale.ROOT);
        var value = line.substring(colon + 1).strip();
        var before = values.get(name);
        if (before != null && ONCE.contains(name)) {
            throw new NotUnderstood("two fields " + name);
        }
        values.put(name, before == null ? value : before + ", " + value);
    }

    /** Of RFC 9110 section 5.6.2. */
    static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(each -> (each >= '0' && each <= '9')
                                || (each >= 'a' && each <= 'z')
                                || (each >= 'A' && each <= 'Z')
                                || "!#$%&'*+-.^_`|~".indexOf(each) >= 0);
    }

    /** The lines of a head. */
    static List<String> lines(String head) {
        return Arrays.asList(head.split("\r\n", -1));
    }

    @Nullable
    String get(String name) {
        return values.get(name);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Elements of a list, in lower case. */
    private Set<String> list(String name) {
        var value = values.get(name);
        return value == null
                ? Set.of()
                : Arrays.stream(value.split(",", -1))
                        .map(each -> each.strip().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toCollection(HashSet::new));
    }

    boolean connection(String option) {
        return connection.contains(option);
    }

    /** Whether the connection ends after this message (RFC 9112 section 9.3). */
    boolean closes(boolean version10) {
        return connection("close") || (version10 && !connection("keep-alive"));
    }

    /** The framing that the fields say; null = none. */
    @Nullable
    Body body(boolean version10) throws NotUnderstood {
        var coding = get("transfer-encoding");
        var length = get("content-length");
        if (coding != null) {
            if (length != null || version10 || !coding.equalsIgnoreCase("chunked")) {
                throw new NotUnderstood("a transfer coding that is not chunked, alone and in HTTP/1.1");
            }
            return Body.CHUNKED;
        }
        if (length == null) {
            return null;
        }
        if (!length.matches("[0-9]{1,18}")) {
            throw new NotUnderstood("a length that is not one");
        }
        return Body.of(Long.parseLong(length));
    }
}
