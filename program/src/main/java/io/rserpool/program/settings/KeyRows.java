package io.rserpool.program.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Keys that belong together, in the order in which people read of them. A key is a constant and a row at once:
 *
 * <pre>{@code
 * static final Key<Integer> PORT = ROWS.add(Key.of("rserpool.x.port", numbers(1, 65535), "3863", "port of x"));
 * }</pre>
 */
public final class KeyRows {
    private final String section;
    private final List<Key<?>> keys = new ArrayList<>();

    /**
     * Without rows at first.
     *
     * @param section what the documentation calls them in its markers
     */
    public KeyRows(String section) {
        this.section = section;
    }

    /** Adds a row. */
    public <T> Key<T> add(Key<T> key) {
        keys.add(key);
        return key;
    }

    /** What the documentation calls them. */
    public String section() {
        return section;
    }

    /** All of them. */
    public List<Key<?>> keys() {
        return Collections.unmodifiableList(keys);
    }
}
