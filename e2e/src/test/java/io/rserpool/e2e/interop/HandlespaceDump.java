package io.rserpool.e2e.interop;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What RSPLIB's {@code hsdump} printed.
 *
 * @param elements who is home of which element
 */
record HandlespaceDump(Set<Entry> elements) {
    /** {@code    - $864b5d91 -> "EchoPool" / $08dcdfcc flags=[new][updated]} */
    private static final Pattern OWNERSHIP = Pattern.compile("- \\$([0-9a-f]{8}) -> \"([^\"]*)\" / \\$([0-9a-f]{8})");

    /**
     * @param home server ID, eight hexadecimal digits
     * @param element PE identifier, eight hexadecimal digits
     */
    record Entry(String home, String pool, String element) {}

    static HandlespaceDump parse(String output) {
        return new HandlespaceDump(OWNERSHIP
                .matcher(output)
                .results()
                .map(result -> new Entry(result.group(1), result.group(2), result.group(3)))
                .collect(Collectors.toUnmodifiableSet()));
    }

    /** PE identifiers of a pool. */
    Set<String> elementsOf(String pool) {
        return elements.stream()
                .filter(entry -> entry.pool().equals(pool))
                .map(Entry::element)
                .collect(Collectors.toUnmodifiableSet());
    }
}
