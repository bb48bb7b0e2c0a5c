package io.rserpool.registrar.asap;

import io.rserpool.protocol.PoolHandle;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.settings.SubscriptionLimits;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.TokenBucket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Dynamic updates (RFC 5352 sections 2.2.5 and 2.2.6): who asked for a pool with the S bit is told when it changes,
 * for the life of the association. What changes often, or is told to somebody who reads slowly, is told less often:
 * an update is made when it is sent, so it always says what is true then.
 */
final class Subscriptions {
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Comparator<Subscription> BY_TIME =
            Comparator.<Subscription>comparingLong(one -> one.notBefore).thenComparingLong(one -> one.number);

    /** What is said of a pool. */
    interface Answers {
        /** Elements, or causes if there are none. */
        Update update(PoolHandle handle, int items);
    }

    /**
     * A Handle Resolution Response.
     *
     * @param message encoded; valid until the next one
     * @param last whether nothing follows
     */
    record Update(ByteBuffer message, boolean last) {}

    private static final class Subscription {
        final AsapSession session;
        final PoolHandle handle;
        final long number;
        int items;
        long notBefore;
        boolean changed;

        Subscription(AsapSession session, PoolHandle handle, long number) {
            this.session = session;
            this.handle = handle;
            this.number = number;
        }
    }

    private final Domain domain;
    private final Answers answers;
    private final SubscriptionLimits limits;
    private final TokenBucket rate;
    private final Map<PoolHandle, Map<AsapSession, Subscription>> byPool = new HashMap<>();
    private final Map<AsapSession, Map<PoolHandle, Subscription>> bySession = new HashMap<>();
    /** Those with a change that can be sent as far as their association goes. */
    private final TreeSet<Subscription> queue = new TreeSet<>(BY_TIME);

    private EventLoop.@Nullable Timer timer;
    private long next;
    private int size;

    Subscriptions(Domain domain, Answers answers) {
        this.domain = domain;
        this.answers = answers;
        this.limits = domain.settings().limits().subscriptions();
        this.rate = new TokenBucket(limits.updatesPerSecond(), domain.clock());
        domain.handlespace().onChange(this::changed);
    }

    int size() {
        return size;
    }

    /**
     * The session is told of the pool from now on; it knows its present state.
     *
     * @param items as in its handle resolution, 0 = not said
     * @return false if that would be too many
     */
    boolean subscribe(AsapSession session, PoolHandle handle, int items) {
        var ofSession = bySession.computeIfAbsent(session, key -> new LinkedHashMap<>());
        var subscription = ofSession.get(handle);
        if (subscription == null) {
            if (ofSession.size() >= limits.perAssociation() || size >= limits.inAll()) {
                if (ofSession.isEmpty()) {
                    bySession.remove(session);
                }
                return false;
            }
            subscription = new Subscription(session, handle, next++);
            ofSession.put(handle, subscription);
            byPool.computeIfAbsent(handle, key -> new LinkedHashMap<>()).put(session, subscription);
            size++;
        }
        queue.remove(subscription);
        subscription.items = items;
        subscription.changed = false;
        return true;
    }

    /** The session is not told of the pool any more. */
    void end(AsapSession session, PoolHandle handle) {
        var ofSession = bySession.get(session);
        var subscription = ofSession == null ? null : ofSession.remove(handle);
        if (ofSession != null && ofSession.isEmpty()) {
            bySession.remove(session);
        }
        if (subscription != null) {
            forget(subscription);
        }
    }

    /** The session is over. */
    void end(AsapSession session) {
        var ofSession = bySession.remove(session);
        if (ofSession != null) {
            ofSession.values().forEach(this::forget);
        }
    }

    private void forget(Subscription subscription) {
        size--;
        queue.remove(subscription);
        var ofPool = byPool.get(subscription.handle);
        if (ofPool != null) {
            ofPool.remove(subscription.session);
            if (ofPool.isEmpty()) {
                byPool.remove(subscription.handle);
            }
        }
    }

    private void changed(PoolHandle handle) {
        var subscriptions = byPool.get(handle);
        if (subscriptions == null) {
            return;
        }
        for (var subscription : subscriptions.values()) {
            if (!subscription.changed) {
                subscription.changed = true;
                enqueue(subscription);
            }
        }
        arm(Duration.ZERO);
    }

    private void enqueue(Subscription subscription) {
        queue.remove(subscription);
        subscription.notBefore = Math.max(subscription.notBefore, domain.clock());
        queue.add(subscription);
    }

    /** The session's peer takes messages again. */
    void writable(AsapSession session) {
        var ofSession = bySession.get(session);
        if (ofSession != null) {
            ofSession.values().stream().filter(one -> one.changed).forEach(this::enqueue);
            arm(Duration.ZERO);
        }
    }

    /** At once means when the present change is complete: what changes together is told together. */
    private void arm(Duration delay) {
        if (timer != null) {
            timer.cancel();
        }
        timer = queue.isEmpty() ? null : domain.loop().schedule(delay, this::flush);
    }

    private void flush() {
        timer = null;
        var now = domain.clock();
        while (!queue.isEmpty() && queue.getFirst().notBefore <= now) {
            if (!rate.take(now)) {
                arm(PAUSE);
                return;
            }
            var subscription = queue.removeFirst();
            domain.failures().guard("update", () -> send(subscription, now));
        }
        if (!queue.isEmpty()) {
            arm(Duration.ofNanos(queue.getFirst().notBefore - now));
        }
    }

    private void send(Subscription subscription, long now) {
        var update = answers.update(subscription.handle, subscription.items);
        if (!subscription.session.offer(update.message())) {
            return; // writable() goes on with what is true then
        }
        domain.metrics().updateSent();
        subscription.changed = false;
        subscription.notBefore = now + limits.interval().toNanos();
        if (update.last()) {
            end(subscription.session, subscription.handle);
        }
    }
}
