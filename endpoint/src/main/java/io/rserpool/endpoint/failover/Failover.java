package io.rserpool.endpoint.failover;

import io.rserpool.endpoint.EndpointMetrics;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one session when its element dies: what is kept of it, what is sent again, what is compared, when it is complete, and whether
 * and why not it is protected. A mode is one implementation, which says where it differs from a session that is not protected at all.
 */
public interface Failover {
    /**
     * What a session has for it.
     *
     * @param journalLimit bytes of the client that may be kept
     * @param budget of the journals of all sessions
     * @param served whether an element serves the session now
     * @param unprotected told why it has lost its protection, at most once
     */
    record Setting(
            int journalLimit,
            JournalBudget budget,
            EndpointMetrics metrics,
            BooleanSupplier served,
            Consumer<String> unprotected) {}

    /** Where bytes are sent again. */
    interface Sink {
        /** Takes as many bytes as there is room for now, by the buffer's position; how many. */
        int write(ByteBuffer bytes);
    }

    /** Why the session would not survive the failure of its element now; null = it would. */
    @Nullable
    Unprotected unprotected();

    /** Whether another element can take up what this one leaves. */
    default boolean isProtected() {
        return unprotected() == null;
    }

    /** Why it cannot, in words; empty if it can. */
    default String whyUnprotected() {
        var reason = unprotected();
        return reason == null ? "" : reason.says();
    }

    /** What people should change whose servers answer differently from each other, as far as the answer tells; may be empty. */
    default String adviceIfDifferent() {
        return "";
    }

    /** Whether nothing that the client says is sent before an element serves the session: then nothing is lost by leaving one that does not. */
    default boolean waitsForElement() {
        return true;
    }

    /** Whether what the client says may be sent on now. */
    default boolean mayStream(boolean served) {
        return served;
    }

    /** These bytes of the client have just been sent for the first time. */
    default void sent(ByteBuffer bytes) {}

    /** These bytes of the answer are the client's. */
    default void delivered(ByteBuffer bytes) {}

    /** There is a new connection: nothing has been sent on it. */
    default void restart() {}

    /** Sends again what has to be; whether nothing is left of it. */
    default boolean resend(Sink sink) {
        return true;
    }

    /** Bytes at the beginning of the next answer that the client has already, of so many that it was given. */
    default long skip(long delivered) {
        return 0;
    }

    /** {@link io.rserpool.protocol.session.RunningDigest} of what is to be skipped. */
    default long digest() {
        return 0;
    }

    /** Bytes of the client that are kept. */
    default int kept() {
        return 0;
    }

    /** Whether the server may end before its client, where nobody reads along who would know; else that is a failure of its element. */
    default boolean serverEnds() {
        return true;
    }

    /** Whether whole messages can be sent in such a session. */
    default boolean carriesMessages() {
        return true;
    }

    /**
     * The element has left a cookie with the user, behind the bytes of the answer that have come so far.
     *
     * @param bytes valid for good, and nobody else's
     */
    default void left(byte[] bytes) {}

    /** The cookie that the next element is echoed, before all else; null = none. */
    default byte @Nullable [] cookie() {
        return null;
    }

    /** Whether only the user ends such a session: it is complete once the user has ended, and an element that ends first has left it early. */
    default boolean endsByUserOnly() {
        return false;
    }

    /** The session is over. */
    default void close() {}
}
