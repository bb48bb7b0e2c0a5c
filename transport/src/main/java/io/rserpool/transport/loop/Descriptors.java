package io.rserpool.transport.loop;

import io.rserpool.transport.system.Epoll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.Selector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The descriptors of a loop that are not Java's; waits for them and for the selector at once. */
final class Descriptors implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Descriptors.class.getName());

    private final SelectorEventLoop loop;
    private final Selector selector;
    private final Epoll epoll;
    private @Nullable DescriptorWatch[] watches = new DescriptorWatch[64];
    private int ready;
    private boolean closed;

    Descriptors(SelectorEventLoop loop, Selector selector) throws IOException {
        this.loop = loop;
        this.selector = selector;
        this.epoll = new Epoll(selector);
    }

    SelectorEventLoop loop() {
        return loop;
    }

    DescriptorWatch add(int descriptor, int interest, DescriptorHandler handler, @Nullable Recovery recovery)
            throws IOException {
        if (descriptor >= watches.length) {
            watches = Arrays.copyOf(watches, Math.max(descriptor + 1, watches.length * 2));
        }
        epoll.add(descriptor, interest);
        var watch = new DescriptorWatch(this, descriptor, interest, handler, recovery);
        watches[descriptor] = watch;
        return watch;
    }

    void modify(int descriptor, int interest) {
        try {
            if (!closed) {
                epoll.modify(descriptor, interest);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove(DescriptorWatch watch) {
        watches[watch.descriptor()] = null;
        if (closed) {
            return;
        }
        try {
            epoll.remove(watch.descriptor());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "descriptor " + watch.descriptor(), e);
        }
    }

    /** Like the selector's select, for these as well. */
    void await(long timeoutMillis) throws IOException {
        ready = epoll.await(timeoutMillis);
        for (int i = 0; i < ready; i++) {
            if (epoll.isSelector(i)) {
                selector.selectNow();
            }
        }
    }

    /** Calls the handlers of those that were ready; whether there were any. */
    boolean dispatch(TurnWatch turn) {
        boolean any = false;
        for (int i = 0; i < ready; i++) {
            // Its number may belong to another one by now, which then looks in vain.
            var watch = epoll.isSelector(i) ? null : watches[epoll.watched(i)];
            if (watch != null) {
                watch.dispatch(epoll.ready(i));
                turn.did(TurnWatch.Step.HANDLER, watch);
                any = true;
            }
        }
        ready = 0;
        return any;
    }

    @Override
    public void close() {
        closed = true;
        epoll.close();
    }
}
