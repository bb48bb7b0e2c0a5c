package io.rserpool.transport.loop;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A channel's registration with the selector of a loop. */
final class KeyRegistration implements Registration {
    private static final System.Logger LOG = System.getLogger(KeyRegistration.class.getName());

    private final SelectorEventLoop loop;
    private final SelectionKey key;
    private final ReadyHandler handler;

    /** Null if it serves one peer, whose end an exception is. */
    private final @Nullable Recovery recovery;

    KeyRegistration(SelectorEventLoop loop, SelectionKey key, ReadyHandler handler, @Nullable Recovery recovery) {
        this.loop = loop;
        this.key = key;
        this.handler = handler;
        this.recovery = recovery;
    }

    @Override
    public int interestOps() {
        try {
            return key.interestOps();
        } catch (CancelledKeyException e) {
            return 0;
        }
    }

    @Override
    public void interestOps(int ops) {
        try {
            if (key.interestOps() != ops) {
                key.interestOps(ops);
                loop.selectorIsStale();
            }
        } catch (CancelledKeyException e) {
            LOG.log(Level.TRACE, "registration is over", e);
        }
    }

    @Override
    public boolean isValid() {
        return key.isValid();
    }

    @Override
    public void cancel() {
        key.cancel();
        loop.selectorIsStale();
    }

    @Override
    public void closeChannel() {
        try {
            key.cancel();
            if (key.selector().isOpen()) {
                key.selector().selectNow(); // a registered channel's descriptor stays open until a selection
            }
            key.channel().close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing " + key.channel(), e);
        }
    }

    void dispatch() {
        try {
            int ops = key.readyOps() & key.interestOps();
            if (ops != 0) {
                handler.ready(ops);
            }
            if (recovery != null) {
                recovery.succeeded();
            }
        } catch (CancelledKeyException e) {
            LOG.log(Level.TRACE, "registration ended meanwhile", e);
        } catch (Throwable e) {
            loop.failed("the handler of " + key.channel(), e);
            if (recovery != null) {
                pause(recovery.failed());
            } else {
                // A channel that stays ready would fail again and again.
                cancel();
                loop.guarded(() -> handler.failed(e));
            }
        }
    }

    private void pause(Duration pause) {
        int ops = interestOps();
        if (!pause.isZero() && ops != 0) {
            interestOps(0);
            loop.schedule(pause, () -> interest(ops, true));
        }
    }

    @Override
    public String toString() {
        return TurnWatch.describe(handler) + " of " + key.channel();
    }
}
