package io.rserpool.pe;

import java.util.Set;

/** What one look at a server found. */
sealed interface ServerLook {
    /** These sockets listen, by their inodes; none = nobody listens. */
    record Listeners(Set<Long> inodes) implements ServerLook {}

    /** Its port takes connections; who listens cannot be seen. */
    record Open() implements ServerLook {}

    /** A connection was refused: nobody listens. */
    record Refused(String text) implements ServerLook {}

    /** Nothing was found out, or it was not to be looked. */
    record Unknown() implements ServerLook {}

    /** Whether it proves that nobody listens. */
    default boolean nobodyListens() {
        return switch (this) {
            case Listeners(var inodes) -> inodes.isEmpty();
            case Refused _ -> true;
            case Open(), Unknown() -> false;
        };
    }
}
