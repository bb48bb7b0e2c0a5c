package io.rserpool.endpoint.failover.http;

import io.rserpool.endpoint.failover.BoundedPattern;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * An event of a {@code text/event-stream}.
 *
 * @param compared what must be the same when it comes again: its fields, but for comments, {@code retry} and what is to be ignored; empty = it has none
 * @param id null = it has none, or one that is to be ignored and so says nothing of where the stream is
 */
record Event(String compared, @Nullable String id) {
    private static final int LONGEST_ID = 1 << 10;

    /** @throws BoundedPattern.TooSlow a pattern takes too long */
    static Event of(String text, Ignored ignore) {
        var fields = new StringBuilder();
        var data = new StringBuilder();
        var others = new StringBuilder();
        String id = null;
        for (var lines = new StringTokenizer(text, "\r\n"); lines.hasMoreTokens(); ) {
            var line = lines.nextToken();
            var colon = line.indexOf(':');
            var field = colon < 0 ? line : line.substring(0, colon);
            if (field.isEmpty() || field.equals("retry")) {
                continue;
            }
            if (field.equals("id") && !ignore.isFoundIn(line)) {
                id = value(line, colon);
            }
            fields.append(line).append('\n');
            if (ignore.hasPointers() && field.equals("data")) {
                data.append(value(line, colon)).append('\n');
            } else if (ignore.hasPointers()) {
                others.append(line).append('\n');
            }
        }
        if (fields.isEmpty()) {
            return new Event("", null);
        }
        var cut = data.isEmpty() ? null : JsonCut.of(data.toString(), ignore.pointers());
        var compared = cut == null
                ? fields.toString()
                : others.append("data: ").append(cut).toString();
        // However much is ignored, there was an event.
        return new Event(ignore.without(compared) + "\n", id);
    }

    private static String value(String line, int colon) {
        return colon < 0 ? "" : line.substring(line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
    }

    /** Whether the stream can be asked for from after this event, which has an ID. */
    boolean canBeNamed() {
        return id != null
                && !id.isEmpty()
                && id.length() <= LONGEST_ID
                && id.equals(id.strip())
                && id.chars().allMatch(each -> each >= ' ' && each != 0x7f);
    }
}
