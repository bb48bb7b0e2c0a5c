package io.rserpool.endpoint.failover.redis;

import java.util.List;

/**
 * A command of ours that sets up a connection again.
 *
 * @param name for people: its arguments may be secrets
 * @param replies how many
 * @param error whether it was answered by an error before
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Restored(String name, byte[] bytes, int replies, boolean error) {
    static Restored of(List<String> command, int replies) {
        return new Restored(command.getFirst(), Arguments.encode(command), replies, false);
    }
}
