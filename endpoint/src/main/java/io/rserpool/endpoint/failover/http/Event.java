package io.rserpool.endpoint.failover.http;

import io.rserpool.endpoint.failover.BoundedPattern;
import java.util.List;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * An event of a {@code text/event-stream}.
 *
 * @param compared what must be the same when it comes again: its fields, but for comments, {@code retry} and what is to be ignored; empty = it has none
 * @param id null = it has none
 */
record Event(String compared, @Nullable String id) {
    private static final int LONGEST_ID = 1 << 10;

    /** @throws BoundedPattern.TooSlow a pattern takes too long */
    static Event of(String text, List<BoundedPattern> ignore) {
        var compared = new StringBuilder();
        String id = null;
        for (var lines = new StringTokenizer(text, "\r\n"); lines.hasMoreTokens(); ) {
            var line = lines.nextToken();
            var colon = line.indexOf(':');
            var field = colon < 0 ? line : line.substring(0, colon);
            if (field.isEmpty() || field.equals("retry")) {
                continue;
            }
            if (field.equals("id")) {
                id = colon < 0 ? "" : line.substring(line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
            }
            compared.append(line).append('\n');
        }
        if (compared.isEmpty()) {
            return new Event("", null);
        }
        var rest = compared.toString();
        for (var pattern : ignore) {
            rest = pattern.without(rest);
        }
        // However much is ignored, there was an event.
        return new Event(rest + "\n", id);
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
