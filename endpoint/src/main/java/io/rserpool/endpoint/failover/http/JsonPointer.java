package io.rserpool.endpoint.failover.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A JSON pointer (RFC 6901), such as {@code /choices/0/id}: the value below these names and indexes.
 *
 * @param tokens not escaped any more; at least one
 */
public record JsonPointer(List<String> tokens) {
    /** No white space and no commas: several pointers in one text would be taken for one. */
    private static final Pattern SYNTAX = Pattern.compile("(?:/(?:[^~/,\\s]|~[01])*){1,32}");

    private static final int LONGEST = 1000;

    public JsonPointer {
        tokens = List.copyOf(tokens);
    }

    /**
     * Reads a pointer.
     *
     * @throws IllegalArgumentException it is none, has more than 1,000 characters or 32 parts, or white space or a comma
     */
    public static JsonPointer of(String text) {
        if (text.length() > LONGEST || !SYNTAX.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no JSON pointer such as /choices/0/id, without white space and commas");
        }
        var tokens = new ArrayList<String>();
        for (var token : text.substring(1).split("/", -1)) {
            tokens.add(token.replace("~1", "/").replace("~0", "~"));
        }
        return new JsonPointer(tokens);
    }

    /** Whether nothing is below what it points to, of which these are the first so many names. */
    boolean endsAt(int depth) {
        return tokens.size() == depth;
    }

    /** Whether this is the name at this depth, which is not beyond its end. */
    boolean leadsTo(String name, int depth) {
        return tokens.get(depth).equals(name);
    }
}
