package io.rserpool.endpoint.asap;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.RepeatedLog;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Elements that sessions avoid as long as there are others: some failed a session lately, the associations with some are
 * up but not answered at present. Nothing is known against either for good.
 */
public final class SuspectElements {
    private static final System.Logger LOG = System.getLogger(SuspectElements.class.getName());
    private static final int SWEEP_AT = 256;

    /** Attempts in a row that failed in one way, since the first began. */
    private record Attempt(long since, boolean refused) {}

    private final EventLoop loop;
    private final EndpointMetrics metrics;
    private final RepeatedLog log;
    private final Map<EndpointAddress, Attempt> attempts = new HashMap<>();
    private final Map<PooledElement, Long> failed = new HashMap<>();

    /** With the number of associations that are not answered. */
    private final Map<EndpointAddress, Integer> silent = new HashMap<>();

    public SuspectElements(EventLoop loop, EndpointMetrics metrics) {
        this.loop = loop;
        this.metrics = metrics;
        this.log = new RepeatedLog(loop, LOG, Level.WARNING);
    }

    /** The element failed: avoided for so long. */
    public void failed(PooledElement element, Duration time) {
        var now = loop.nanoTime();
        if (failed.size() >= SWEEP_AT) {
            failed.values().removeIf(until -> until - now <= 0);
        }
        failed.put(element, now + time.toNanos());
    }

    /**
     * An association with this address could not be established. One failure says little: a starved element may not answer
     * in time, a flooded one may refuse.
     *
     * @param since when it was begun, on the loop's clock
     * @param refused whether somebody there refused; else there was no answer
     * @return whether the element is dead as far as one can see: refused twice in a row, or silent for {@code deadAfter}
     */
    public boolean cannotConnect(EndpointAddress address, long since, boolean refused, Duration deadAfter) {
        if (attempts.size() >= SWEEP_AT) {
            attempts.clear();
        }
        var last = attempts.get(address);
        var first = last == null || last.refused != refused ? since : last.since;
        attempts.put(address, new Attempt(first, refused));
        return refused ? last != null && last.refused : loop.nanoTime() - first >= deadAfter.toNanos();
    }

    /** An association with this address is up. */
    public void connected(EndpointAddress address) {
        attempts.remove(address);
    }

    /** An association with this address is not answered any more. */
    public void silent(EndpointAddress address) {
        metrics.suspicions.increment();
        metrics.associationsSuspect.increment();
        log.log(() -> "element at " + address + " does not answer: sessions avoid it, none is cut before it is dead");
        silent.merge(address, 1, Integer::sum);
    }

    /** An association that was not answered is, or has ended. */
    public void answers(EndpointAddress address) {
        metrics.associationsSuspect.decrement();
        silent.computeIfPresent(address, (_, count) -> count > 1 ? count - 1 : null);
    }

    public boolean contains(PooledElement element, EndpointAddress address) {
        if (silent.containsKey(address)) {
            return true;
        }
        var until = failed.isEmpty() ? null : failed.get(element);
        return until != null && until - loop.nanoTime() > 0;
    }
}
