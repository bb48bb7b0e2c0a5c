package io.rserpool.endpoint.failover.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON text (RFC 8259) without the values that some pointers lead to; all else stays as it is, to the byte. It goes through the text once, and looks
 * only as deep as a bound.
 */
final class JsonCut {
    private static final int DEEPEST = 64;
    private static final int CODE_UNIT = 4;
    private static final int HEX = 16;

    /** The text is not JSON, or too deep. */
    private static final class NotJson extends Exception {
        private static final long serialVersionUID = 1;

        NotJson() {
            super("not JSON", null, false, false);
        }
    }

    private final String text;
    private final StringBuilder rest = new StringBuilder();
    private int copied;
    private int at;

    private JsonCut(String text) {
        this.text = text;
    }

    /**
     * Cuts.
     *
     * @param text bytes (ISO 8859-1)
     * @return null if it is not JSON, or deeper than 64
     */
    static @Nullable String of(String text, List<JsonPointer> pointers) {
        var cut = new JsonCut(text);
        try {
            cut.value(pointers, 0);
            cut.space();
            return cut.at < text.length()
                    ? null
                    : cut.rest.append(text, cut.copied, text.length()).toString();
        } catch (NotJson e) {
            return null;
        }
    }

    private void value(List<JsonPointer> pointers, int depth) throws NotJson {
        space();
        if (pointers.stream().anyMatch(pointer -> pointer.endsAt(depth))) {
            rest.append(text, copied, at);
            any(List.of(), depth);
            copied = at;
        } else {
            any(pointers, depth);
        }
    }

    private void any(List<JsonPointer> pointers, int depth) throws NotJson {
        if (depth > DEEPEST) {
            throw new NotJson();
        }
        switch (peek()) {
            case '{' -> object(pointers, depth);
            case '[' -> array(pointers, depth);
            case '"' -> string(false);
            default -> scalar();
        }
    }

    private void object(List<JsonPointer> pointers, int depth) throws NotJson {
        at++;
        space();
        if (takes('}')) {
            return;
        }
        do {
            space();
            var name = string(!pointers.isEmpty());
            space();
            expect(':');
            value(below(pointers, name, depth), depth + 1);
            space();
        } while (takes(','));
        expect('}');
    }

    private void array(List<JsonPointer> pointers, int depth) throws NotJson {
        at++;
        space();
        if (takes(']')) {
            return;
        }
        int index = 0;
        do {
            value(pointers.isEmpty() ? pointers : below(pointers, Integer.toString(index++), depth), depth + 1);
            space();
        } while (takes(','));
        expect(']');
    }

    private static List<JsonPointer> below(List<JsonPointer> pointers, String name, int depth) {
        return pointers.isEmpty()
                ? pointers
                : pointers.stream()
                        .filter(pointer -> pointer.leadsTo(name, depth))
                        .toList();
    }

    /** What it says, if that is wanted; else nothing. */
    private String string(boolean wanted) throws NotJson {
        expect('"');
        var escaped = new StringBuilder();
        int from = at;
        while (peek() != '"') {
            if (peek() == '\\') {
                if (wanted) {
                    escaped.append(utf8(from, at));
                }
                escaped.append(escape());
                from = at;
            } else if (peek() < ' ') {
                throw new NotJson();
            } else {
                at++;
            }
        }
        at++;
        return wanted ? escaped.append(utf8(from, at - 1)).toString() : "";
    }

    private String utf8(int from, int to) {
        return new String(text.substring(from, to).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private char escape() throws NotJson {
        at++;
        char kind = peek();
        at++;
        return switch (kind) {
            case '"', '\\', '/' -> kind;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> codeUnit();
            default -> throw new NotJson();
        };
    }

    private char codeUnit() throws NotJson {
        int value = 0;
        for (int i = 0; i < CODE_UNIT; i++) {
            int digit = Character.digit(peek(), HEX);
            if (digit < 0) {
                throw new NotJson();
            }
            value = value * HEX + digit;
            at++;
        }
        return (char) value;
    }

    /** A number, true, false or null. */
    private void scalar() throws NotJson {
        int from = at;
        while (at < text.length() && isOfScalar(text.charAt(at))) {
            at++;
        }
        if (at == from) {
            throw new NotJson();
        }
    }

    private static boolean isOfScalar(char each) {
        return (each >= 'a' && each <= 'z')
                || (each >= '0' && each <= '9')
                || each == '-'
                || each == '+'
                || each == '.'
                || each == 'E';
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() throws NotJson {
        if (at == text.length()) {
            throw new NotJson();
        }
        return text.charAt(at);
    }

    private boolean takes(char wanted) {
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char wanted) throws NotJson {
        if (!takes(wanted)) {
            throw new NotJson();
        }
    }
}
