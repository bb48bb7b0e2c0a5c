package io.rserpool.endpoint.session;

import io.rserpool.endpoint.asap.PoolElementAddress;
import io.rserpool.endpoint.user.PoolUser;
import io.rserpool.endpoint.user.PoolUserOptions;
import io.rserpool.protocol.asap.AsapMessage.BusinessCard;
import io.rserpool.protocol.session.SessionMessage.Reason;
import java.nio.ByteBuffer;

/** What a {@link Session} tells its owner; never before {@link PoolUser#open} has returned. */
public interface SessionHandler {
    /** The first element serves it. */
    default void onConnected(PoolElementAddress element) {}

    /**
     * Bytes of the server. No more than {@link SessionLimits#window} are outstanding.
     *
     * @param bytes valid during this call only
     */
    default void onData(ByteBuffer bytes) {}

    /**
     * A message of an element that does not multiplex, whole but for what is skipped after a failover; by default, bytes
     * like others. {@link Session#consumed} is due for it, too.
     *
     * @param ppid payload protocol identifier
     * @param message valid during this call only
     */
    default void onMessage(int ppid, ByteBuffer message) {
        onData(message);
    }

    /**
     * The element has left a cookie, which replaces the one before; it is echoed after a failover by itself.
     *
     * @param cookie read-only
     */
    default void onCookie(ByteBuffer cookie) {}

    /** The element has shown its business card. If it is of the session's pool, its order is followed by itself. */
    default void onBusinessCard(BusinessCard card) {}

    /** The server's bytes are complete. */
    default void onEnd() {}

    /** {@link Session#send} may take bytes again. */
    default void onWritable() {}

    /** The element failed; another one is looked for. {@link #onFailover} or an end follows. */
    default void onInterrupted(PoolElementAddress element, String cause) {}

    /** Another element has caught up and serves it now. */
    default void onFailover(FailoverEvent event) {}

    /**
     * The journal was dropped: the next failure is a reset.
     *
     * @param why the client sent more than {@link SessionOptions#journalLimit}, or all sessions together more than {@link
     *     PoolUserOptions#journalBudget}
     */
    default void onJournalOverflow(String why) {}

    /**
     * It ended early: the client's connection is to be reset.
     *
     * @param reason {@code ABORTED}: the server reset its connection; {@code SERVER_FAILED}: the element
     *     died and the session could not survive that; {@code DIVERGED}, {@code PROTOCOL_ERROR}
     */
    default void onReset(Reason reason, String detail) {}

    /** No living element was found in time: the client's connection is to be reset, or taken another way. */
    default void onFailed(String text) {}

    /** It is over, however it ended, also by {@link Session#reset}; the last call. */
    default void onClosed() {}
}
