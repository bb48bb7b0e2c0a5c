package io.rserpool.endpoint.failover.http;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The fields of a head that mean something here. */
enum Field {
    CONTENT_LENGTH(true),
    TRANSFER_ENCODING(true),
    HOST(true),
    CONTENT_TYPE(true),
    CONTENT_ENCODING(true),
    CONTENT_RANGE(true),
    ETAG(true),
    RANGE(true),
    IF_RANGE(true),
    LAST_EVENT_ID(true),
    CONNECTION(false),
    UPGRADE(false),
    IDEMPOTENCY_KEY(false),
    ACCEPT_RANGES(false),
    IF_MATCH(false),
    IF_NONE_MATCH(false),
    IF_MODIFIED_SINCE(false),
    IF_UNMODIFIED_SINCE(false);

    static final int COUNT = values().length;

    /** By the lengths of their names: most fields are told from them without a copy of theirs. */
    private static final Field[][] BY_LENGTH = new Field[1 << 5][];

    static {
        for (int length = 0; length < BY_LENGTH.length; length++) {
            int wanted = length;
            BY_LENGTH[length] = Arrays.stream(values())
                    .filter(field -> field.text.length() == wanted)
                    .toArray(Field[]::new);
        }
    }

    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Whether a head has it once at most; else it is a list. */
    final boolean once;

    Field(boolean once) {
        this.once = once;
    }

    /** The one whose name is in this part of a head, in whatever case; null = it means nothing here. */
    static @Nullable Field of(String head, int start, int end) {
        int length = end - start;
        if (length < BY_LENGTH.length) {
            for (var field : BY_LENGTH[length]) {
                if (head.regionMatches(true, start, field.text, 0, length)) {
                    return field;
                }
            }
        }
        return null;
    }

    /** Its name in lower case. */
    @Override
    public String toString() {
        return text;
    }
}
