package io.rserpool.endpoint.carrier;

import io.rserpool.endpoint.asap.SuspectElements;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.EventLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether the element at the other end of an association answers. While it does not, it is suspect: new sessions avoid it,
 * and those that can go on elsewhere are asked to, again and again, for there may be another element only later. Nothing is
 * cut, as it may only be slow.
 */
public final class Suspicion {
    private static final Duration AGAIN = Duration.ofMillis(500);

    private final EventLoop loop;
    private final SuspectElements elements;
    private final EndpointAddress address;
    private final Runnable onSuspect;
    private EventLoop.@Nullable Timer timer;

    /** @param onSuspect asks sessions to go elsewhere */
    public Suspicion(EventLoop loop, SuspectElements elements, EndpointAddress address, Runnable onSuspect) {
        this.loop = loop;
        this.elements = elements;
        this.address = address;
        this.onSuspect = onSuspect;
    }

    public boolean active() {
        return timer != null;
    }

    /** Something happened to one of the element's addresses. */
    public void pathChanged(Association association) {
        if (!association.isSuspect()) {
            end();
        } else if (timer == null) {
            elements.silent(address);
            ask();
        }
    }

    private void ask() {
        timer = loop.schedule(AGAIN, this::ask);
        onSuspect.run();
    }

    /** It answers, or the association has ended. */
    public void end() {
        if (timer != null) {
            timer.cancel();
            timer = null;
            elements.answers(address);
        }
    }
}
