package io.rserpool.endpoint.user;

import io.rserpool.endpoint.asap.PoolElementAddress;
import io.rserpool.endpoint.session.FailoverEvent;
import io.rserpool.endpoint.session.SessionHandler;
import io.rserpool.protocol.asap.AsapMessage.BusinessCard;
import io.rserpool.protocol.session.SessionMessage.Reason;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A session's owner whose exceptions concern that session only, not those that share its association, nor the loop. */
final class GuardedSessionHandler implements SessionHandler {
    private final SessionHandler owner;
    private final Consumer<RuntimeException> onFailure;

    /** @param onFailure ends the session */
    GuardedSessionHandler(SessionHandler owner, Consumer<RuntimeException> onFailure) {
        this.owner = owner;
        this.onFailure = onFailure;
    }

    private void guard(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            onFailure.accept(e);
        }
    }

    @Override
    public void onConnected(PoolElementAddress element) {
        guard(() -> owner.onConnected(element));
    }

    @Override
    public void onData(ByteBuffer bytes) {
        guard(() -> owner.onData(bytes));
    }

    @Override
    public void onMessage(int ppid, ByteBuffer message) {
        guard(() -> owner.onMessage(ppid, message));
    }

    @Override
    public void onCookie(ByteBuffer cookie) {
        guard(() -> owner.onCookie(cookie));
    }

    @Override
    public void onBusinessCard(BusinessCard card) {
        guard(() -> owner.onBusinessCard(card));
    }

    @Override
    public void onEnd() {
        guard(owner::onEnd);
    }

    @Override
    public void onWritable() {
        guard(owner::onWritable);
    }

    @Override
    public void onInterrupted(PoolElementAddress element, String cause) {
        guard(() -> owner.onInterrupted(element, cause));
    }

    @Override
    public void onFailover(FailoverEvent event) {
        guard(() -> owner.onFailover(event));
    }

    @Override
    public void onJournalOverflow(String why) {
        guard(() -> owner.onJournalOverflow(why));
    }

    @Override
    public void onReset(Reason reason, String detail) {
        guard(() -> owner.onReset(reason, detail));
    }

    @Override
    public void onFailed(String text) {
        guard(() -> owner.onFailed(text));
    }

    @Override
    public void onClosed() {
        guard(owner::onClosed);
    }
}
