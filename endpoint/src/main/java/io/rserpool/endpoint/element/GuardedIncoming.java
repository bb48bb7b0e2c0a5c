package io.rserpool.endpoint.element;

import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.protocol.asap.AsapMessage.BusinessCard;
import io.rserpool.protocol.session.SessionMessage.Reason;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A session's owner whose exceptions concern that session only, not those that share its association, nor the loop. */
final class GuardedIncoming implements IncomingSession.Handler {
    private final IncomingSession.Handler owner;
    private final Consumer<RuntimeException> onFailure;

    /** @param onFailure ends the session */
    GuardedIncoming(IncomingSession.Handler owner, Consumer<RuntimeException> onFailure) {
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
    public void onData(ByteBuffer bytes) {
        guard(() -> owner.onData(bytes));
    }

    @Override
    public void onMessage(int ppid, ByteBuffer message) {
        guard(() -> owner.onMessage(ppid, message));
    }

    @Override
    public void onCookieEcho(ByteBuffer cookie) {
        guard(() -> owner.onCookieEcho(cookie));
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
    public void onReset(Reason reason, String detail) {
        guard(() -> owner.onReset(reason, detail));
    }

    @Override
    public void onClosed() {
        guard(owner::onClosed);
    }
}
