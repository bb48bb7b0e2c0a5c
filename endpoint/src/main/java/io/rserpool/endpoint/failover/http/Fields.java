package io.rserpool.endpoint.failover.http;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of a head (RFC 9110 section 5) that mean something here. */
final class Fields {
    /** What a connection must not declare its own: a reader that obeyed would see another message. */
    private static final Set<String> NEVER_OF_A_CONNECTION = Set.of("content-length", "transfer-encoding", "host");

    private static final int MOST_DIGITS = 18;

    private static final boolean[] IN_TOKENS = new boolean[1 << 7];

    static {
        for (char each = '0'; each <= 'z'; each++) {
            IN_TOKENS[each] = Character.isLetterOrDigit(each);
        }
        for (char each : "!#$%&'*+-.^_`|~".toCharArray()) {
            IN_TOKENS[each] = true;
        }
    }

    private final @Nullable String[] values = new String[Field.COUNT];
    private final Set<String> connection;

    /** @param head without its empty line */
    Fields(String head) throws NotUnderstood {
        var end = head.indexOf('\r');
        while (end >= 0) {
            var start = end + 2;
            end = head.indexOf('\r', start);
            add(head, start, end < 0 ? head.length() : end);
        }
        connection = list(Field.CONNECTION);
        for (var option : connection) {
            if (NEVER_OF_A_CONNECTION.contains(option)) {
                throw new NotUnderstood("a connection that declares what frames a message its own");
            }
        }
    }

    private void add(String head, int start, int end) throws NotUnderstood {
        var colon = head.indexOf(':', start);
        if (colon < 0 || colon >= end || !isToken(head, start, colon)) {
            throw new NotUnderstood("a field whose name is not one");
        }
        var field = Field.of(head, start, colon);
        if (field == null) {
            return;
        }
        var value = head.substring(colon + 1, end).strip();
        var before = get(field);
        if (before != null && field.once) {
            throw new NotUnderstood("two fields " + field);
        }
        values[field.ordinal()] = before == null ? value : before + ", " + value;
    }

    /** Of RFC 9110 section 5.6.2. */
    static boolean isToken(String text) {
        return isToken(text, 0, text.length());
    }

    private static boolean isToken(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            var each = text.charAt(i);
            if (each >= IN_TOKENS.length || !IN_TOKENS[each]) {
                return false;
            }
        }
        return start < end;
    }

    /** The line before the fields. */
    static String startLine(String head) {
        var end = head.indexOf('\r');
        return end < 0 ? head : head.substring(0, end);
    }

    @Nullable
    String get(Field field) {
        return values[field.ordinal()];
    }

    boolean hasNone(Set<Field> fields) {
        for (var field : fields) {
            if (has(field)) {
                return false;
            }
        }
        return true;
    }

    boolean has(Field field) {
        return get(field) != null;
    }

    /** Elements of a list, in lower case. */
    private Set<String> list(Field field) {
        var value = get(field);
        if (value == null) {
            return Set.of();
        }
        return value.indexOf(',') < 0
                ? Set.of(value.toLowerCase(Locale.ROOT))
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

    private static long number(String digits) throws NotUnderstood {
        var number = 0L;
        for (int i = 0; i < digits.length(); i++) {
            var digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9 || i == MOST_DIGITS) {
                throw new NotUnderstood("a length that is not one");
            }
            number = 10 * number + digit;
        }
        if (digits.isEmpty()) {
            throw new NotUnderstood("a length that is empty");
        }
        return number;
    }

    /** The framing that the fields say; null = none. */
    @Nullable
    Body body(boolean version10) throws NotUnderstood {
        var coding = get(Field.TRANSFER_ENCODING);
        var length = get(Field.CONTENT_LENGTH);
        if (coding != null) {
            if (length != null || version10 || !coding.equalsIgnoreCase("chunked")) {
                throw new NotUnderstood("a transfer coding that is not chunked, alone and in HTTP/1.1");
            }
            return Body.CHUNKED;
        }
        if (length == null) {
            return null;
        }
        return Body.of(number(length));
    }
}
